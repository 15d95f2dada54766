import { describe, expect, it } from 'vitest'
import { DEFAULT_KEYS, KEY_NAMES, keyLabel, keyOf, objectionTo, type strokeOf } from './keys'

const stroke = (code: string, change: Partial<Parameters<typeof strokeOf>[0]> = {}) => ({
  code,
  key: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...change,
})
const inTab = { keys: DEFAULT_KEYS, installed: false }

describe('keys', () => {
  it('go by the place on the keyboard, also while typing', () => {
    expect(keyOf(stroke('KeyJ', { altKey: true, key: '∆' }), true, inTab)).toBe('mostUrgent')
  })

  it('leave every other combination alone', () => {
    expect(keyOf(stroke('KeyJ'), false, inTab)).toBeNull()
    expect(keyOf(stroke('KeyJ', { altKey: true, ctrlKey: true }), false, inTab)).toBeNull()
    expect(keyOf(stroke('KeyJ', { altKey: true, shiftKey: true }), false, inTab)).toBeNull()
  })

  it.each([...'FEVSBTHD'])('never take Alt %s from the browser', (letter) => {
    expect(keyOf(stroke(`Key${letter}`, { altKey: true }), false, inTab)).toBeNull()
    expect(objectionTo(`Alt+Key${letter}`, 'next', DEFAULT_KEYS)).toBe('reserved')
  })

  it('show the sheet by a question mark, but not while typing one', () => {
    const mark = stroke('Slash', { key: '?', shiftKey: true })
    expect(keyOf(mark, false, inTab)).toBe('sheet')
    expect(keyOf(mark, true, inTab)).toBeNull()
  })

  it('take Ctrl Tab only where the console is an app of its own', () => {
    const tab = stroke('Tab', { ctrlKey: true })
    expect(keyOf(tab, true, inTab)).toBeNull()
    expect(keyOf(tab, true, { ...inTab, installed: true })).toBe('mostUrgent')
  })

  it('are those that were chosen', () => {
    const keys = { ...DEFAULT_KEYS, mostUrgent: 'F8' }
    expect(keyOf(stroke('F8'), true, { keys, installed: false })).toBe('mostUrgent')
    expect(keyOf(stroke('KeyJ', { altKey: true }), true, { keys, installed: false })).toBeNull()
  })

  it('can all be chosen as they are, and none twice', () => {
    for (const name of KEY_NAMES)
      if (name !== 'undo') expect(objectionTo(DEFAULT_KEYS[name], name, DEFAULT_KEYS)).toBeNull()
    expect(objectionTo('Alt+KeyJ', 'next', DEFAULT_KEYS)).toBe('taken')
  })

  it('do not get in the way of writing', () => {
    expect(objectionTo('KeyJ', 'next', DEFAULT_KEYS)).toBe('modifier')
    expect(objectionTo('Shift+KeyJ', 'next', DEFAULT_KEYS)).toBe('modifier')
    expect(objectionTo('Ctrl+KeyV', 'next', DEFAULT_KEYS)).toBe('reserved')
    expect(objectionTo('Alt+AltLeft', 'next', DEFAULT_KEYS)).toBe('incomplete')
  })

  it('are written as they are printed', () => {
    expect(keyLabel('Ctrl+Shift+KeyK')).toBe('Ctrl Shift K')
    expect(keyLabel('Alt+BracketLeft')).toBe('Alt [')
    expect(keyLabel('Alt+ArrowUp')).toBe('Alt ↑')
  })
})
