import { describe, expect, it } from 'vitest'
import type { BuyerSessionView, BuyerWelcome } from '../protocol/generated'
import { reduceBuyer } from './buyer-reducer'
import {
  type BuyerAction,
  type BuyerState,
  buyerResumeMap,
  initialBuyerState,
  liveSession,
} from './buyer-state'
import { author, message, NOW, text } from './testing/fixtures'
import type { Message } from './wire'

const view = (change: Partial<BuyerSessionView> = {}): BuyerSessionView => ({
  id: 's1',
  phase: 'open',
  agents: ['Presales 01'],
  public_seq: 0,
  read_seq: 0,
  ...change,
})

const welcome = (...sessions: BuyerSessionView[]): BuyerAction => ({
  t: 'welcomed',
  now_ms: NOW - 500,
  welcome: {
    t: 'ok',
    re: 1,
    connection: 'c1',
    server_time_ms: NOW,
    you: { id: 'contact-1', name: 'river_otter', identified: false },
    visitor: 'visitor-token',
    shop: { id: 'demo', name: 'Demo' },
    sessions,
    settings: {
      welcome: '',
      preview_shown: true,
      text_max: 4_000,
      preview_max: 500,
      upload_bytes_max: 1,
    },
    availability: { state: 'available', waiting: 0 },
  } satisfies BuyerWelcome,
})

const run = (state: BuyerState, ...actions: BuyerAction[]) => actions.reduce(reduceBuyer, state)
const start = (...sessions: BuyerSessionView[]) => run(initialBuyerState, welcome(...sessions))
const posted = (said: Message): BuyerAction => ({ t: 'message.posted', ...said })
const changed = (session: BuyerSessionView): BuyerAction => ({ t: 'session.changed', session })
const seqs = (state: BuyerState) => state.timelines['s1']?.messages.map(({ seq }) => seq)

describe('the first message', () => {
  const queued: BuyerAction = {
    t: 'message.queued',
    message: {
      cid: 'c1',
      session: null,
      channel: 'public',
      content: text('hello'),
      at_ms: NOW,
      ifSeq: null,
      failure: null,
    },
  }
  const accepted: BuyerAction = {
    t: 'message.accepted',
    cid: 'c1',
    answer: { t: 'ok', re: 2, session: 's1', channel: 'public', seq: 1, at_ms: NOW, phase: 'open' },
  }
  const event = posted(message(1, { cid: 'c1', ...text('hello') }))
  const session = changed(view({ public_seq: 1 }))

  it.each([
    ['answer, event, session', [accepted, event, session]],
    ['answer, session, event', [accepted, session, event]],
    ['session, event, answer', [session, event, accepted]],
    ['event, session, answer', [event, session, accepted]],
  ])('is one message whichever comes first: %s', (_, actions) => {
    const state = run(start(), queued, ...actions)
    expect(state.pending).toEqual([])
    expect(seqs(state)).toEqual([1])
    expect(liveSession(state)?.id).toBe('s1')
  })

  it('waits for a snapshot without being lost', () => {
    expect(run(start(), queued, welcome()).pending).toHaveLength(1)
  })
})

describe('a session', () => {
  it('keeps its messages over a new snapshot and resumes behind them', () => {
    const state = run(start(view()), posted(message(1)), welcome(view({ public_seq: 2 })))
    expect(seqs(state)).toEqual([1])
    expect(buyerResumeMap(state)).toEqual({ s1: { public: 1, internal: 0 } })
  })

  it('that has closed is not the one to write into', () => {
    const state = run(start(view()), changed(view({ phase: 'closed' })))
    expect(liveSession(state)).toBeUndefined()
    expect(state.sessions['s1']?.phase).toBe('closed')
  })

  it('that was merged into another one is gone', () => {
    const state = run(start(view()), { t: 'session.removed', session: 's1', why: 'gone' })
    expect(state).toMatchObject({ sessions: {}, timelines: {} })
  })
})

describe('an agent who types', () => {
  const typing = (active: boolean): BuyerAction => ({
    t: 'typing.shown',
    session: 's1',
    channel: 'public',
    author: author.me,
    active,
    at_ms: NOW,
  })

  it('is shown until they stop or the message comes', () => {
    const shown = run(start(view()), typing(true))
    expect(Object.keys(shown.typing['s1'] ?? {})).toEqual(['agent1'])
    expect(run(shown, typing(false)).typing['s1']).toEqual({})
    expect(run(shown, posted(message(1, { author: author.me }))).typing['s1']).toEqual({})
  })

  it('is no longer shown when the session leaves them', () => {
    const state = run(start(view()), typing(true), changed(view({ phase: 'queued' })))
    expect(state.typing).toEqual({})
  })
})

describe('reading', () => {
  const read = (by: Message['author'], seq: number): BuyerAction => ({
    t: 'read.moved',
    session: 's1',
    channel: 'public',
    author: by,
    seq,
  })

  it('by agents and by the buyer only moves on', () => {
    const state = run(
      start(view({ agents_read_seq: 2 })),
      read(author.me, 4),
      read(author.me, 3),
      read(author.buyer, 5),
      read(author.buyer, 1),
    )
    expect(state.agentRead['s1']).toBe(4)
    expect(state.sessions['s1']?.read_seq).toBe(5)
  })
})
