import { describe, expect, it } from 'vitest'
import { meaningOf } from './send-keys'

const enter = (change = {}) => ({
  key: 'Enter',
  keyCode: 13,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  ...change,
})

describe('Enter', () => {
  it.each([
    ['enter', {}, 'send'],
    ['enter', { ctrlKey: true }, 'sendAndNext'],
    ['enter', { shiftKey: true }, null],
    ['ctrlEnter', {}, null],
    ['ctrlEnter', { ctrlKey: true }, 'send'],
    ['ctrlEnter', { metaKey: true }, 'send'],
    ['ctrlEnter', { ctrlKey: true, shiftKey: true }, 'sendAndNext'],
  ] as const)('with the choice %s and %o means %s', (choice, change, meaning) => {
    expect(meaningOf(enter(change), choice)).toBe(meaning)
  })

  it('chooses a word while Chinese is being composed', () => {
    expect(meaningOf(enter({ isComposing: true }), 'enter')).toBeNull()
    expect(meaningOf(enter({ keyCode: 229 }), 'enter')).toBeNull()
  })

  it('is the only key that sends', () => {
    expect(meaningOf(enter({ key: 'a' }), 'enter')).toBeNull()
  })
})
