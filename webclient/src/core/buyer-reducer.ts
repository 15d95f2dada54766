/** `(state, action) -> state` of a buyer's client. An old state plus events equals a fresh snapshot. */
import type { BuyerSessionView, BuyerTypingShown, ReadMoved } from '../protocol/generated'
import type { BuyerAction, BuyerState } from './buyer-state'
import { reducePending, withoutPending } from './pending'
import { append, emptyTimeline, insertPage } from './timeline'
import { type BuyerEvent, type Message, messageOf, neverHappens } from './wire'

type ActionOf<T extends BuyerAction['t']> = Extract<BuyerAction, { t: T }>

const without = <Value>(record: Readonly<Record<string, Value>>, key: string) => {
  if (!(key in record)) return record
  const { [key]: _, ...rest } = record
  return rest
}

function putSession(state: BuyerState, view: BuyerSessionView): BuyerState {
  const timeline = state.timelines[view.id] ?? emptyTimeline(view.public_seq)
  const typing = view.phase === 'open' ? state.typing : without(state.typing, view.id)
  const read = Math.max(view.agents_read_seq ?? 0, state.agentRead[view.id] ?? 0)
  return {
    ...state,
    sessions: { ...state.sessions, [view.id]: view },
    timelines: { ...state.timelines, [view.id]: timeline },
    agentRead: { ...state.agentRead, [view.id]: read },
    typing,
  }
}

function withoutTyping(state: BuyerState, session: string, agent: string): BuyerState['typing'] {
  const typing = state.typing[session]
  if (!typing || !(agent in typing)) return state.typing
  return { ...state.typing, [session]: without(typing, agent) }
}

/** Stores a message that came live or as the answer to one's own. */
function putMessage(state: BuyerState, message: Message): BuyerState {
  const { session, seq, author } = message
  const view = state.sessions[session]
  const timeline = append(state.timelines[session] ?? emptyTimeline(seq - 1), message)
  const sessions =
    view && view.public_seq < seq
      ? { ...state.sessions, [session]: { ...view, public_seq: seq } }
      : state.sessions
  return {
    ...state,
    sessions,
    timelines: { ...state.timelines, [session]: timeline },
    pending: withoutPending(state.pending, message.cid),
    typing: withoutTyping(state, session, author.id),
  }
}

/** The answer to one's own message says all that the event after it will say. */
function acceptMessage(state: BuyerState, action: ActionOf<'message.accepted'>): BuyerState {
  const sent = state.pending.find((message) => message.cid === action.cid)
  if (!sent || !state.me) return state
  const { session, channel, seq, at_ms } = action.answer
  const author = { role: 'buyer', id: state.me.id, name: state.me.name } as const
  return putMessage(state, {
    session,
    channel,
    seq,
    at_ms,
    author,
    cid: sent.cid,
    ...sent.content,
  })
}

function showTyping(state: BuyerState, event: BuyerTypingShown): BuyerState {
  const { session, author, active } = event
  if (!active) return { ...state, typing: withoutTyping(state, session, author.id) }
  const typing = { ...state.typing[session], [author.id]: author }
  return { ...state, typing: { ...state.typing, [session]: typing } }
}

function moveRead(state: BuyerState, { session, author, seq }: ReadMoved): BuyerState {
  if (author.role === 'agent') {
    const furthest = Math.max(seq, state.agentRead[session] ?? 0)
    return { ...state, agentRead: { ...state.agentRead, [session]: furthest } }
  }
  const view = state.sessions[session]
  if (!view || view.read_seq >= seq) return state
  return { ...state, sessions: { ...state.sessions, [session]: { ...view, read_seq: seq } } }
}

function removeSession(state: BuyerState, session: string): BuyerState {
  return {
    ...state,
    sessions: without(state.sessions, session),
    timelines: without(state.timelines, session),
    typing: without(state.typing, session),
  }
}

/** A snapshot replaces what the server owns; messages at hand and unsent ones stay. */
function welcome(state: BuyerState, { welcome, now_ms }: ActionOf<'welcomed'>): BuyerState {
  const fresh: BuyerState = {
    ...state,
    clockOffsetMs: welcome.server_time_ms - now_ms,
    me: welcome.you,
    visitor: welcome.visitor,
    shop: welcome.shop,
    settings: welcome.settings,
    availability: welcome.availability,
    sessions: {},
    typing: {},
  }
  return welcome.sessions.reduce(putSession, fresh)
}

function reduceEvent(state: BuyerState, event: BuyerEvent): BuyerState {
  switch (event.t) {
    case 'message.posted':
      return putMessage(state, messageOf(event))
    case 'typing.shown':
      return showTyping(state, event)
    case 'read.moved':
      return moveRead(state, event)
    case 'session.changed':
      return putSession(state, event.session)
    case 'session.removed':
      return removeSession(state, event.session)
    case 'contact.changed':
      return { ...state, me: event.contact }
    case 'settings.changed':
      return { ...state, settings: event.settings }
    case 'availability.changed': {
      const { t: _, ...availability } = event
      return { ...state, availability }
    }
    case 'notice':
    case 'resumed':
    case 'beat':
      return state
    default:
      return neverHappens(event)
  }
}

export function reduceBuyer(state: BuyerState, action: BuyerAction): BuyerState {
  switch (action.t) {
    case 'connection.changed':
      return { ...state, connection: action.state }
    case 'welcomed':
      return welcome(state, action)
    case 'message.queued':
    case 'message.failed':
    case 'message.retried':
    case 'message.released':
    case 'message.discarded':
      return { ...state, pending: reducePending(state.pending, action) }
    case 'message.accepted':
      return acceptMessage(state, action)
    case 'history.loaded': {
      const timeline = state.timelines[action.session]
      if (!timeline) return state
      const loaded = insertPage(timeline, action.messages, action.olderExist)
      return { ...state, timelines: { ...state.timelines, [action.session]: loaded } }
    }
    default:
      return reduceEvent(state, action)
  }
}
