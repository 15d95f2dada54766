import { describe, expect, it } from 'vitest'
import { bandOf, byUrgency, mostUrgent, REPLY_TARGET_MS, type Waits } from './urgency'

const NOW = 10_000_000
const waits = (id: string, ms: number | null, last_ms = 0): Waits => ({
  id,
  last_ms,
  ...(ms === null ? {} : { unanswered_since_ms: NOW - ms }),
})

describe('bands', () => {
  it.each([
    [null, 'answered'],
    [0, 'unanswered'],
    [REPLY_TARGET_MS / 2 - 1, 'unanswered'],
    [REPLY_TARGET_MS / 2, 'dueSoon'],
    [REPLY_TARGET_MS - 1, 'dueSoon'],
    [REPLY_TARGET_MS, 'overdue'],
  ] as const)('a wait of %s ms is %s', (ms, band) => {
    expect(bandOf(waits('s', ms), NOW)).toBe(band)
  })
})

describe('order', () => {
  it('puts the longest wait first, then the newest of what is answered', () => {
    const rows = [
      waits('old answer', null, 1),
      waits('short', 1_000),
      waits('new answer', null, 2),
      waits('long', 9_000),
    ]
    expect(rows.sort(byUrgency).map(({ id }) => id)).toEqual([
      'long',
      'short',
      'new answer',
      'old answer',
    ])
  })

  it('is the same whatever it started from', () => {
    expect([waits('b', 5), waits('a', 5)].sort(byUrgency)[0]?.id).toBe('a')
    expect([waits('b', null), waits('a', null)].sort(byUrgency)[0]?.id).toBe('a')
  })

  it('does not change as time passes', () => {
    const rows = [waits('b', 59_000), waits('a', 61_000)]
    const [before, later] = [[...rows], [...rows]].map((list) => list.sort(byUrgency))
    expect(before).toEqual(later)
  })
})

describe('the most urgent', () => {
  it('is the longest wait but for the session in hand', () => {
    const rows = [waits('a', 1_000), waits('b', 9_000), waits('c', null)]
    expect(mostUrgent(rows, null)?.id).toBe('b')
    expect(mostUrgent(rows, 'b')?.id).toBe('a')
  })

  it('is nobody when all are answered', () => {
    expect(mostUrgent([waits('a', null)], null)).toBeUndefined()
  })
})
