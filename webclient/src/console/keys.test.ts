import { describe, expect, it } from 'vitest'
import { keyOf } from './keys'

const stroke = (code: string, change: Partial<Parameters<typeof keyOf>[0]> = {}) => ({
  code,
  key: '',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...change,
})

describe('keys', () => {
  it('go by the place on the keyboard, also while typing', () => {
    expect(keyOf(stroke('KeyJ', { altKey: true, key: '∆' }), true)).toBe('mostUrgent')
  })

  it('leave every other combination alone', () => {
    expect(keyOf(stroke('KeyJ'), false)).toBeNull()
    expect(keyOf(stroke('KeyJ', { altKey: true, ctrlKey: true }), false)).toBeNull()
    expect(keyOf(stroke('KeyJ', { altKey: true, shiftKey: true }), false)).toBeNull()
  })

  it.each([...'FEVSBTHD'])('never take Alt %s from the browser', (letter) => {
    expect(keyOf(stroke(`Key${letter}`, { altKey: true }), false)).toBeNull()
  })

  it('show the sheet by a question mark, but not while typing one', () => {
    expect(keyOf(stroke('Slash', { key: '?', shiftKey: true }), false)).toBe('sheet')
    expect(keyOf(stroke('Slash', { key: '?', shiftKey: true }), true)).toBeNull()
  })
})
