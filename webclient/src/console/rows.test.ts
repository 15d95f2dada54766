import { describe, expect, it } from 'vitest'
import { agentView, author, message, NOW, sessionView } from '../core/testing/fixtures'
import type { SessionView } from '../protocol/generated'
import {
  affects,
  byAvailability,
  cachedViews,
  colleagueRows,
  departureOf,
  isFull,
  type ListLine,
  longestWaitSince,
  neighbour,
  ownRows,
  roomOf,
  unreadOf,
  withBands,
} from './rows'

const me = 'agent1'
const by = (...views: SessionView[]) => Object.fromEntries(views.map((view) => [view.id, view]))
const other = { members: [{ agent: 'agent2', name: 'b', how: 'member' }], owner: 'agent2' } as const

const spell = (line: ListLine) => (line.kind === 'row' ? line.row.id : `${line.band} ${line.count}`)

describe('lists', () => {
  const sessions = by(
    sessionView({ id: 'answered' }),
    sessionView({ id: 'waits', unanswered_since_ms: NOW }),
    sessionView({ id: 'cached', phase: 'cached' }),
    sessionView({ id: 'theirs', ...other }),
    sessionView({ id: 'queued', phase: 'queued', members: [] }),
  )

  it('keep one’s own open sessions apart from those of colleagues', () => {
    expect(ownRows(sessions, me).map(({ id }) => id)).toEqual(['waits', 'answered'])
    expect(colleagueRows(sessions, me).map(({ id }) => id)).toEqual(['theirs'])
  })

  it('open each band once, with its count', () => {
    const lines = withBands(ownRows(sessions, me), NOW + 120_000, null)
    expect(lines.map(spell)).toEqual(['overdue 1', 'waits', 'answered 1', 'answered'])
  })

  it('put first what arrived during a suspension and has not been looked at', () => {
    const waiting = (id: string, since: number, unread = 1) =>
      sessionView({
        ...{ id, unanswered_since_ms: since },
        ...(unread > 0 ? { last_message: message(unread) } : {}),
      })
    const rows = ownRows(
      by(
        waiting('before', NOW),
        waiting('meanwhile', NOW + 5_000),
        waiting('seen', NOW + 6_000, 0),
        waiting('after', NOW + 20_000),
      ),
      me,
    )
    const pause = { since_ms: NOW + 1_000, until_ms: NOW + 10_000 }
    const shown = (until_ms: number | null) =>
      withBands(rows, NOW + 30_000, { ...pause, until_ms }).map(spell)
    const plain = ['unanswered 4', 'before', 'meanwhile', 'seen', 'after']
    expect(shown(null)).toEqual(plain)
    expect(shown(pause.until_ms)).toEqual([
      'meanwhile 1',
      'meanwhile',
      ...['unanswered 3', 'before', 'seen', 'after'],
    ])
  })

  it('keep a row as long as its session is the same', () => {
    const [first] = ownRows(sessions, me)
    expect(ownRows({ ...sessions }, me)[0]).toBe(first)
  })

  it('show the cache in the order in which it will open', () => {
    const views = cachedViews({ cache: ['cached', 'gone'], sessions })
    expect(views.map(({ id }) => id)).toEqual(['cached'])
  })
})

describe('unread', () => {
  const view = sessionView({
    seq: { public: 5, internal: 0 },
    read: { buyer: 0, agents: { [me]: { public: 3, internal: 0 } } },
    last_message: message(5),
  })

  it('counts what came after the last read message', () => {
    expect(unreadOf(view, me)).toBe(2)
    expect(unreadOf(view, 'agent2')).toBe(5)
  })

  it('does not count the word of the server', () => {
    const said = { ...view, seq: { public: 9, internal: 0 }, last_message: message(3) }
    expect(unreadOf(said, me)).toBe(0)
    expect(unreadOf(sessionView({ seq: { public: 1, internal: 0 } }), me)).toBe(0)
  })

  it('is nothing once one has written last', () => {
    expect(unreadOf({ ...view, last_message: message(5, { author: author.me }) }, me)).toBe(0)
  })
})

describe('stepping through the list', () => {
  it('goes around its ends', () => {
    expect(neighbour(['a', 'b'], 'b', 1)).toBe('a')
    expect(neighbour(['a', 'b'], 'a', -1)).toBe('b')
  })

  it('starts at an end when nothing is selected', () => {
    expect(neighbour(['a', 'b'], null, 1)).toBe('a')
    expect(neighbour(['a', 'b'], 'gone', -1)).toBe('b')
    expect(neighbour([], null, 1)).toBeNull()
  })
})

describe('loads', () => {
  it('are full at the maximum and never without one', () => {
    const { reception_max: _, ...unlimited } = agentView('a', { open: 99 })
    expect(isFull(agentView('a', { open: 5, cached: 3 }))).toBe(true)
    expect(isFull(agentView('a', { open: 5, cached: 2 }))).toBe(false)
    expect(isFull(unlimited)).toBe(false)
    expect(roomOf(unlimited)).toBe(Number.POSITIVE_INFINITY)
  })

  it('order colleagues: who can be asked and receives, then the least full', () => {
    const agents = [
      agentView('away', { state: 'away' }),
      agentView('full', { open: 8 }),
      agentView('idle'),
      agentView('watcher', { receives: false }),
    ]
    expect(agents.sort(byAvailability).map(({ agent }) => agent)).toEqual([
      'idle',
      'full',
      'watcher',
      'away',
    ])
  })

  it('tell who waits longest at an agent', () => {
    const sessions = by(
      sessionView({ id: 'a', unanswered_since_ms: NOW + 5 }),
      sessionView({ id: 'b', unanswered_since_ms: NOW }),
    )
    expect(longestWaitSince(sessions, me)).toBe(NOW)
    expect(longestWaitSince(sessions, 'agent2')).toBeUndefined()
  })
})

describe('going away', () => {
  it('counts what it would end; three-way sessions only lose a member', () => {
    const threeWay = sessionView({
      id: 'three',
      members: [
        { agent: me, name: 'a', how: 'member' },
        { agent: 'agent2', name: 'b', how: 'member' },
      ],
    })
    const departure = departureOf(
      by(
        threeWay,
        sessionView({ id: 'answered' }),
        sessionView({ id: 'waits', unanswered_since_ms: NOW }),
        sessionView({ id: 'cached', phase: 'cached' }),
        sessionView({ id: 'theirs', ...other }),
      ),
      me,
    )
    expect(departure).toEqual({ unanswered: 1, answered: 1, cached: 1 })
    expect(affects(departure)).toBe(true)
    expect(affects(departureOf({}, me))).toBe(false)
  })
})
