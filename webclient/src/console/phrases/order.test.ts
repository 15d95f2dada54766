import { describe, expect, it } from 'vitest'
import type { PhraseView } from '../../protocol/generated'
import { grouped, movedBefore, movedGroup, nudged } from './order'

const book = (text: string): PhraseView[] =>
  text.split(' ').map((one) => ({ id: one.slice(1), group: one.slice(0, 1), text: one }))
const shown = (phrases: readonly PhraseView[]) =>
  phrases.map(({ id, group }) => group + id).join(' ')

describe('the order of a book', () => {
  it('has groups in the order of their first phrases', () => {
    const groups = grouped(book('a1 b2 a3'))
    expect(groups.map(({ name, phrases }) => name + phrases.length)).toEqual(['a2', 'b1'])
  })

  it.each([
    ['a1 a2 b3', '3', '1', 'a3 a1 a2'],
    ['a1 a2 b3', '1', '3', 'a2 b1 b3'],
    ['a1 a2 b3', '1', null, 'a2 b3 b1'],
    ['a1 a2', '1', '1', 'a1 a2'],
    ['a1 a2', '9', '1', 'a1 a2'],
    ['a1 a2', '1', '9', 'a1 a2'],
  ])('of %s with %s before %s is %s', (before, id, other, after) => {
    expect(shown(movedBefore(book(before), id, other))).toBe(after)
  })

  it.each([
    ['a1 a2 b3', '1', 1, 'a2 a1 b3'],
    ['a1 a2 b3', '2', 1, 'a1 b2 b3'],
    ['a1 a2 b3', '3', -1, 'a1 a2 a3'],
    ['a1 a2 b3', '1', -1, 'a1 a2 b3'],
    ['a1 b2 a3', '3', 1, 'a1 b3 b2'],
  ] as const)('of %s with %s moved by %i is %s', (before, id, step, after) => {
    expect(shown(nudged(book(before), id, step))).toBe(after)
  })

  it('moves whole groups', () => {
    expect(shown(movedGroup(book('a1 b2 c3 b4'), 'b', 'a'))).toBe('b2 b4 a1 c3')
    expect(shown(movedGroup(book('a1 b2'), 'x', 'a'))).toBe('a1 b2')
  })
})
