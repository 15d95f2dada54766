import { describe, expect, it } from 'vitest'
import type { SessionView } from '../protocol/generated'
import { reduceAgent } from './agent-reducer'
import { type AgentAction, type AgentState, initialAgentState, resumeMap } from './agent-state'
import type { PendingMessage } from './pending'
import {
  agentView,
  agentWelcome,
  author,
  message,
  NOW,
  sessionView,
  text,
} from './testing/fixtures'
import type { Message } from './wire'

const run = (state: AgentState, ...actions: AgentAction[]) => actions.reduce(reduceAgent, state)
const welcomed = (change = {}): AgentAction => ({
  t: 'welcomed',
  welcome: agentWelcome(change),
  now_ms: NOW - 500,
})
const posted = (message: Message): AgentAction => ({ t: 'message.posted', ...message })
const changed = (session: SessionView): AgentAction => ({ t: 'session.changed', session })
const start = (...sessions: SessionView[]) => run(initialAgentState, welcomed({ sessions }))
const session = (state: AgentState, id = 's1') => {
  const view = state.sessions[id]
  if (!view) throw new Error(`no session ${id}`)
  return view
}
const pending = (change: Partial<PendingMessage> = {}): PendingMessage => ({
  cid: 'c1',
  session: 's1',
  channel: 'public',
  content: text('hello'),
  at_ms: NOW,
  ifSeq: 0,
  failure: null,
  ...change,
})
const elsewhere = { members: [{ agent: 'agent2', name: 'agent2', how: 'member' }], owner: 'agent2' }

/** What the server owns; the rest is this client's alone. */
const ofServer = ({
  me,
  agents,
  shops,
  sessions,
  cache,
  queue,
  invitations,
  settings,
}: AgentState) => ({
  ...{ me, agents, shops, sessions, cache, queue, invitations, settings },
})

describe('old state and events equal a fresh snapshot', () => {
  const before = sessionView({ seq: { public: 1, internal: 0 }, last_message: message(1) })
  const second = message(2)
  const reply = message(3, { author: author.me })
  const waiting = sessionView({ id: 's2', phase: 'queued', position: 3, members: [] })
  const entry = {
    ...{ session: 's2', contact: 'b', name: 'Bob', shop: 'acme', arrived_ms: NOW },
    ...{ priority: 0, why: [], position: 1, eta_ms: 60_000 },
  }
  const cases: [string, AgentAction[], Partial<Parameters<typeof agentWelcome>[0]>][] = [
    [
      'when who waits moves up',
      [changed(waiting), { t: 'queue.changed', waiting: 1, entries: [entry] }],
      {
        sessions: [before, { ...waiting, position: 1, eta_ms: 60_000 }],
        queue: { waiting: 1, entries: [entry] },
      },
    ],
    [
      'when a buyer writes',
      [posted(second)],
      {
        sessions: [
          {
            ...before,
            seq: { public: 2, internal: 0 },
            last_message: second,
            unanswered_since_ms: second.at_ms,
          },
        ],
      },
    ],
    [
      'when somebody replies',
      [posted(second), posted(reply)],
      { sessions: [{ ...before, seq: { public: 3, internal: 0 }, last_message: reply }] },
    ],
    [
      'when a colleague whispers',
      [posted(message(1, { channel: 'internal', author: author.colleague }))],
      { sessions: [{ ...before, seq: { public: 1, internal: 1 } }] },
    ],
    [
      'when the buyer and a colleague have read',
      [
        { t: 'read.moved', session: 's1', channel: 'public', author: author.buyer, seq: 1 },
        { t: 'read.moved', session: 's1', channel: 'internal', author: author.colleague, seq: 4 },
      ],
      {
        sessions: [
          { ...before, read: { buyer: 1, agents: { agent2: { public: 0, internal: 4 } } } },
        ],
      },
    ],
    [
      'when a session is cached and another one is closed',
      [
        changed(sessionView({ id: 's2', phase: 'cached' })),
        changed(sessionView({ phase: 'closed', close_reason: 'agent' })),
      ],
      { sessions: [sessionView({ id: 's2', phase: 'cached' })], cache: ['s2'] },
    ],
    [
      'when a cached session opens',
      [
        changed(sessionView({ id: 's2', phase: 'cached' })),
        changed(sessionView({ id: 's3', phase: 'cached' })),
        changed(sessionView({ id: 's2' })),
      ],
      {
        sessions: [before, sessionView({ id: 's2' }), sessionView({ id: 's3', phase: 'cached' })],
        cache: ['s3'],
      },
    ],
    [
      'when the server says something in a conversation',
      [
        {
          t: 'message.posted',
          ...message(before.seq.public + 1, { author: author.system }),
          kind: 'system',
          body: { key: 'joined', args: { agent: 'Presales 01' } },
        },
      ],
      { sessions: [{ ...before, seq: { ...before.seq, public: before.seq.public + 1 } }] },
    ],
    [
      'when a session is taken away',
      [{ t: 'session.removed', session: 's1', why: 'replaced' }],
      { sessions: [] },
    ],
    [
      'when a colleague becomes busy without a maximum',
      [
        {
          t: 'presence.changed',
          agent: 'agent2',
          state: 'busy',
          lost: false,
          open: 2,
          cached: 1,
          windows_max: 4,
          avatar: { picture: 'u_2' },
        },
      ],
      {
        sessions: [before],
        agents: [
          agentView('agent1'),
          (({ reception_max: _, ...view }) => view)(
            agentView('agent2', {
              ...{ state: 'busy', open: 2, cached: 1, windows_max: 4 },
              avatar: { picture: 'u_2' },
            }),
          ),
        ],
      },
    ],
    [
      'when an invitation comes and goes',
      [
        {
          t: 'invitation.received',
          session: 's9',
          from: 'agent2',
          to: 'agent1',
          mode: 'join',
          note: '',
          expires_ms: NOW,
        },
        { t: 'invitation.ended', session: 's9', to: 'agent1', why: 'expired' },
      ],
      { sessions: [before] },
    ],
    [
      'when a contact is blocked',
      [{ t: 'contact.changed', contact: { ...before.contact, blocked: true } }],
      { sessions: [{ ...before, contact: { ...before.contact, blocked: true } }] },
    ],
  ]

  it.each(cases)('%s', (_, events, snapshot) => {
    const lived = run(start(before), ...events)
    const fresh = run(initialAgentState, welcomed(snapshot))
    expect(ofServer(lived)).toEqual(ofServer(fresh))
  })
})

describe('the question of a buyer', () => {
  it('keeps its time when a second one follows', () => {
    const state = run(start(sessionView()), posted(message(1)), posted(message(2)))
    expect(session(state).unanswered_since_ms).toBe(message(1).at_ms)
  })

  it.each([
    ['an automatic reply', { author: author.me, automatic: true }],
    ['the system', { author: author.system }],
  ])('is not answered by %s', (_, change) => {
    const state = run(start(sessionView()), posted(message(1)), posted(message(2, change)))
    expect(session(state).unanswered_since_ms).toBe(message(1).at_ms)
  })

  it('is as the view says when the view is newer than the message', () => {
    const answered = sessionView({ seq: { public: 2, internal: 0 } })
    const state = run(start(sessionView()), changed(answered), posted(message(1)))
    expect(session(state).unanswered_since_ms).toBeUndefined()
  })
})

describe('one’s own messages', () => {
  const accepted: AgentAction = {
    t: 'message.accepted',
    cid: 'c1',
    answer: {
      t: 'ok',
      re: 2,
      session: 's1',
      channel: 'public',
      seq: 1,
      at_ms: NOW + 1_000,
      phase: 'open',
    },
  }
  const event = posted(message(1, { author: author.me, cid: 'c1', ...text('hello') }))
  const queued: AgentAction = { t: 'message.queued', message: pending() }

  it('become the same message by the answer and by the event, in either order', () => {
    const [first, second] = [
      run(start(sessionView()), queued, accepted, event),
      run(start(sessionView()), queued, event, accepted),
    ]
    expect(first.pending).toEqual([])
    expect(first.timelines).toEqual(second.timelines)
    expect(first.timelines['s1']?.public.messages).toHaveLength(1)
  })

  it('stay when they are refused, and go when they are discarded', () => {
    const failed = run(start(sessionView()), queued, {
      t: 'message.failed',
      cid: 'c1',
      code: 'not_open',
    })
    expect(failed.pending[0]?.failure).toBe('not_open')
    expect(run(failed, { t: 'message.discarded', cid: 'c1' }).pending).toEqual([])
  })

  it('survive a snapshot', () => {
    expect(run(start(sessionView()), queued, welcomed()).pending).toHaveLength(1)
  })
})

describe('typing previews', () => {
  const typing = (words: string): AgentAction => ({
    t: 'typing.shown',
    session: 's1',
    channel: 'public',
    author: author.buyer,
    text: words,
    at_ms: NOW,
  })

  it('are shown until the message comes', () => {
    const shown = run(start(sessionView()), typing('hel'), typing('hello'))
    expect(Object.values(shown.previews['s1'] ?? {})[0]?.text).toBe('hello')
    expect(run(shown, posted(message(1))).previews['s1']).toEqual({})
  })

  it('go when the input is cleared or the buyer leaves', () => {
    const shown = run(start(sessionView()), typing('hello'))
    expect(run(shown, typing('')).previews['s1']).toEqual({})
    expect(run(shown, changed(sessionView({ buyer_connected: false }))).previews['s1']).toEqual({})
  })

  it('of oneself in another window are not shown', () => {
    const event = { ...typing('x'), author: author.me } as AgentAction
    expect(run(start(sessionView()), event).previews).toEqual({})
  })
})

describe('ended sessions', () => {
  it('are kept until they are cleared, with what was said', () => {
    const ended = run(
      start(sessionView()),
      posted(message(1)),
      changed(sessionView({ phase: 'closed', close_reason: 'buyer_left' })),
    )
    expect(ended.ended['s1']?.why).toBe('buyer_left')
    expect(ended.timelines['s1']?.public.messages).toHaveLength(1)
    const cleared = run(
      ended,
      { t: 'session.selected', session: 's1' },
      {
        t: 'ended.cleared',
        session: null,
      },
    )
    expect(cleared).toMatchObject({ ended: {}, timelines: {}, selected: null })
  })

  it('of colleagues vanish', () => {
    const other = sessionView(elsewhere as Partial<SessionView>)
    const state = run(start(other), changed({ ...other, phase: 'closed' }))
    expect(state).toMatchObject({ sessions: {}, ended: {}, timelines: {} })
  })

  it('show what is said of them afterwards', () => {
    const closed = sessionView({ phase: 'closed', members: [], close_reason: 'agent' })
    const ended = run(start(sessionView()), changed(closed))
    const rated = run(ended, changed({ ...closed, rating: { score: 4, comment: '', at_ms: NOW } }))
    expect(rated.ended['s1']).toMatchObject({ why: 'agent', view: { rating: { score: 4 } } })
    const contact = { ...closed.contact, blocked: true }
    const blocked = run(rated, { t: 'contact.changed', contact })
    expect(blocked.ended['s1']?.view.contact.blocked).toBe(true)
  })

  it('come back to life as the same session', () => {
    const ended = run(start(sessionView()), {
      t: 'session.removed',
      session: 's1',
      why: 'released',
    })
    const back = run(ended, changed(sessionView({ seq: { public: 7, internal: 0 } })))
    expect(back.ended).toEqual({})
    expect(back.timelines['s1']?.public).toMatchObject({ head: 7, messages: [] })
  })

  it('are out of sight with all their words once they are erased', () => {
    const closed = sessionView({ phase: 'closed', members: [], close_reason: 'buyer_left' })
    const ended = run(start(sessionView()), posted(message(1)), changed(closed))
    const erased = run(ended, { t: 'session.removed', session: 's1', why: 'gone' })
    expect(erased).toMatchObject({ ended: {}, timelines: {} })
  })

  it('are those missing from a new snapshot', () => {
    expect(run(start(sessionView()), welcomed()).ended['s1']?.why).toBe('gone')
  })
})

describe('resuming', () => {
  it('asks for what is missing of one’s own sessions only', () => {
    const other = sessionView({ ...(elsewhere as Partial<SessionView>), id: 's2' })
    const state = run(start(sessionView(), other), posted(message(1)), posted(message(2)))
    expect(resumeMap(state)).toEqual({ s1: { public: 2, internal: 0 } })
  })

  it('takes in the messages that follow the snapshot', () => {
    const before = run(start(sessionView()), posted(message(1)))
    const now = sessionView({ seq: { public: 3, internal: 0 }, last_message: message(3) })
    const state = run(before, welcomed({ sessions: [now] }), posted(message(2)), posted(message(3)))
    expect(state.timelines['s1']?.public.messages.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('counts waits on the server’s clock', () => {
    expect(start().clockOffsetMs).toBe(500)
  })
})

describe('invitations sent', () => {
  it('are over when they are accepted', () => {
    const state = run(start(sessionView()), sent, {
      t: 'invitation.ended',
      session: 's1',
      to: 'agent2',
      why: 'accepted',
    })
    expect(state.offers).toEqual([])
  })

  const invitation = {
    session: 's1',
    from: 'agent1',
    to: 'agent2',
    mode: 'transfer',
    note: '',
    expires_ms: NOW,
  } as const
  const sent: AgentAction = { t: 'offer.sent', invitation }

  it('tell how they ended until they are dismissed', () => {
    const declined = run(start(sessionView()), sent, {
      t: 'invitation.ended',
      session: 's1',
      to: 'agent2',
      why: 'declined',
      reason: 'lunch',
    })
    expect(declined.offers[0]?.end).toEqual({ why: 'declined', reason: 'lunch' })
    const dismissed = run(declined, { t: 'offer.dismissed', session: 's1', to: 'agent2' })
    expect(dismissed.offers).toEqual([])
  })
})
