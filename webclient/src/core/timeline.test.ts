import { describe, expect, it } from 'vitest'
import { message } from './testing/fixtures'
import {
  append,
  emptyTimeline,
  firstSeq,
  HOLE_MAX,
  hasHole,
  insertPage,
  type Timeline,
} from './timeline'

const seqs = (timeline: Timeline) => timeline.messages.map(({ seq }) => seq)
const held = (head: number, ...live: number[]) =>
  live.reduce((timeline, seq) => append(timeline, message(seq)), emptyTimeline(head))

describe('live messages', () => {
  it('continue the run', () => {
    const timeline = held(0, 1, 2, 3)
    expect(seqs(timeline)).toEqual([1, 2, 3])
    expect(timeline.head).toBe(3)
  })

  it('that are here already change nothing', () => {
    const timeline = held(0, 1, 2)
    expect(append(timeline, message(2))).toBe(timeline)
    expect(append(timeline, message(1))).toBe(timeline)
  })

  it('wait behind a hole until it is filled', () => {
    const timeline = held(0, 1, 4, 3)
    expect(seqs(timeline)).toEqual([1])
    expect(hasHole(timeline)).toBe(true)
    const filled = append(timeline, message(2))
    expect(seqs(filled)).toEqual([1, 2, 3, 4])
    expect(hasHole(filled)).toBe(false)
  })

  it('twice behind a hole are kept once', () => {
    expect(held(0, 1, 3, 3).ahead).toHaveLength(1)
  })

  it('start anew when the hole is too long to be fetched', () => {
    const timeline = held(0, 1, HOLE_MAX + 2, HOLE_MAX + 3)
    expect(seqs(timeline)).toEqual([HOLE_MAX + 2, HOLE_MAX + 3])
    expect(timeline).toMatchObject({ complete: false, head: HOLE_MAX + 3, ahead: [] })
  })

  it('are taken in although the view told of them before', () => {
    expect(seqs(held(5, 5))).toEqual([5])
  })
})

describe('pages of the history', () => {
  it('are put in front', () => {
    const timeline = insertPage(
      held(4, 5),
      [3, 4].map((seq) => message(seq)),
      true,
    )
    expect(seqs(timeline)).toEqual([3, 4, 5])
    expect(timeline.complete).toBe(false)
    expect(firstSeq(timeline)).toBe(3)
  })

  it('complete the run when nothing older exists', () => {
    expect(insertPage(held(4, 5), [message(4)], false).complete).toBe(true)
    expect(insertPage(held(1), [message(1)], true).complete).toBe(true)
  })

  it('fill an empty run up to its head', () => {
    const timeline = insertPage(emptyTimeline(2), [message(1), message(2)], false)
    expect(seqs(timeline)).toEqual([1, 2])
    expect(timeline.head).toBe(2)
  })

  it('that do not join are not put in front', () => {
    const timeline = insertPage(held(9, 10), [message(1), message(2)], false)
    expect(seqs(timeline)).toEqual([10])
    expect(timeline.complete).toBe(false)
  })

  it('fill a hole and join what waited behind it', () => {
    const timeline = insertPage(held(0, 1, 4), [message(2), message(3)], null)
    expect(seqs(timeline)).toEqual([1, 2, 3, 4])
    expect(hasHole(timeline)).toBe(false)
  })

  it('may overlap what is here', () => {
    const timeline = insertPage(
      held(1, 2, 3),
      [1, 2, 3].map((seq) => message(seq)),
      false,
    )
    expect(seqs(timeline)).toEqual([1, 2, 3])
  })
})

describe('an empty session', () => {
  it('is complete from the start', () => {
    expect(emptyTimeline(0).complete).toBe(true)
    expect(emptyTimeline(1).complete).toBe(false)
  })
})
