/**
 * `(state, action) -> state` of an agent's client.
 *
 * An old state plus the events equals a fresh snapshot. Therefore a message brings along by itself
 * what it changes in its session's view; a view that already knows of the message is left as it is.
 */
import type { AgentWelcome, ReadView, SessionRemoved, SessionView } from '../protocol/generated'
import {
  type AgentAction,
  type AgentState,
  type Draft,
  type EndedSession,
  type Timelines,
  takesPart,
  timelinesOf,
  viewOf,
} from './agent-state'
import { addPane, closePane, showInPane } from './panes'
import { reducePending, withoutPending } from './pending'
import { append, insertPage } from './timeline'
import { type AgentEvent, type Channel, type Message, messageOf, neverHappens } from './wire'

type EventOf<T extends AgentEvent['t']> = Extract<AgentEvent, { t: T }>

const without = <Value>(record: Readonly<Record<string, Value>>, key: string) => {
  if (!(key in record)) return record
  const { [key]: _, ...rest } = record
  return rest
}

const isMine = (state: AgentState, session: SessionView): boolean =>
  state.me !== null && takesPart(session, state.me.agent)

/** Its messages come live. Of any other session a timeline would be out of date at once. */
function isFollowed(state: AgentState, id: string): boolean {
  const known = state.sessions[id]
  return known !== undefined && (isMine(state, known) || state.watching === id)
}

function changeTimeline(
  state: AgentState,
  session: string,
  channel: Channel,
  change: (timeline: Timelines[Channel]) => Timelines[Channel],
): AgentState {
  const timelines = state.timelines[session]
  if (!timelines) return state
  const changed = change(timelines[channel])
  if (changed === timelines[channel]) return state
  const next = { ...timelines, [channel]: changed }
  return { ...state, timelines: { ...state.timelines, [session]: next } }
}

// ---------------------------------------------------------------------------------------- sessions

/** A session is here, new or changed. */
function putSession(state: AgentState, view: SessionView): AgentState {
  if (view.phase === 'closed') return putClosed(state, view)
  const cached = view.phase === 'cached' && view.owner === state.me?.agent
  const listed = state.cache.includes(view.id)
  const cache = cached === listed ? state.cache : state.cache.filter((id) => id !== view.id)
  return {
    ...state,
    sessions: { ...state.sessions, [view.id]: view },
    ended: without(state.ended, view.id),
    cache: cached && !listed ? [...cache, view.id] : cache,
    timelines: isFollowed(state, view.id)
      ? state.timelines
      : { ...state.timelines, [view.id]: timelinesOf(view) },
    previews: view.buyer_connected ? state.previews : withoutBuyerPreview(state, view.id),
  }
}

/** What comes after the end, such as a rating, changes the view, but not how it ended for us. */
function putClosed(state: AgentState, view: SessionView): AgentState {
  const ended = state.ended[view.id]
  if (!ended || view.id in state.sessions)
    return dropSession(state, view.id, view, view.close_reason ?? 'gone')
  return { ...state, ended: { ...state.ended, [view.id]: { ...ended, view } } }
}

/** A session is no longer live or no longer ours: one's own are kept as ended, others vanish. */
function dropSession(
  state: AgentState,
  id: string,
  last: SessionView | undefined,
  why: EndedSession['why'],
): AgentState {
  const known = state.sessions[id]
  const view = last ?? known
  const keep = known !== undefined && isMine(state, known) && view !== undefined
  const at_ms = view?.closed_ms ?? view?.last_message?.at_ms ?? view?.arrived_ms ?? 0
  return {
    ...state,
    sessions: without(state.sessions, id),
    ended: keep ? { ...state.ended, [id]: { view, why, at_ms } } : state.ended,
    cache: state.cache.filter((cached) => cached !== id),
    invitations: state.invitations.filter((invitation) => invitation.session !== id),
    previews: without(state.previews, id),
    watching: state.watching === id ? null : state.watching,
    ...(keep || state.ended[id] ? {} : forget(state, id)),
  }
}

/** What only makes sense while the session is in sight. */
const forget = (state: AgentState, id: string) => ({
  timelines: without(state.timelines, id),
  drafts: without(state.drafts, id),
  pending: state.pending.filter((message) => message.session !== id),
  offers: state.offers.filter((offer) => offer.invitation.session !== id),
  ...closePane(state, id),
})

function removeSession(state: AgentState, event: SessionRemoved): AgentState {
  if (event.session in state.sessions)
    return dropSession(state, event.session, undefined, event.why)
  // Of one that had ended already: it was erased, and nothing of it may stay in sight.
  if (event.why === 'gone' && event.session in state.ended) return clearEnded(state, event.session)
  return { ...state, previews: without(state.previews, event.session) }
}

function clearEnded(state: AgentState, only: string | null): AgentState {
  let next = state
  for (const id of only === null ? Object.keys(state.ended) : [only])
    next = { ...next, ended: without(next.ended, id), ...forget(next, id) }
  return next
}

// ---------------------------------------------------------------------------------------- messages

/** What a message changes in the view of its session; nothing when the view is newer. */
function viewAfter(view: SessionView, message: Message): SessionView {
  if (message.seq <= view.seq[message.channel]) return view
  const seq = { ...view.seq, [message.channel]: message.seq }
  if (message.channel === 'internal' || message.kind === 'system') return { ...view, seq }
  const { unanswered_since_ms: since, ...rest } = view
  const unanswered = unansweredAfter(message, since)
  return {
    ...rest,
    seq,
    last_message: message,
    ...(unanswered === undefined ? {} : { unanswered_since_ms: unanswered }),
  }
}

/** A buyer's message makes an answered session unanswered, anybody's public reply answers it. */
function unansweredAfter(message: Message, since: number | undefined) {
  if (message.author.role === 'buyer') return since ?? message.at_ms
  return message.author.role === 'agent' && !message.automatic ? undefined : since
}

const previewKey = (channel: Channel, author: Message['author']): string =>
  `${channel}:${author.role}:${author.id}`

function withoutPreview(state: AgentState, session: string, key: string): AgentState['previews'] {
  const previews = state.previews[session]
  if (!previews || !(key in previews)) return state.previews
  return { ...state.previews, [session]: without(previews, key) }
}

function withoutBuyerPreview(state: AgentState, session: string): AgentState['previews'] {
  const previews = state.previews[session] ?? {}
  const key = Object.keys(previews).find((name) => previews[name]?.author.role === 'buyer')
  return key === undefined ? state.previews : withoutPreview(state, session, key)
}

/** Stores a message that came live or as the answer to one's own. */
function putMessage(state: AgentState, message: Message): AgentState {
  const view = state.sessions[message.session]
  const next = changeTimeline(state, message.session, message.channel, (timeline) =>
    append(timeline, message),
  )
  const key = previewKey(message.channel, message.author)
  return {
    ...next,
    sessions: view ? { ...next.sessions, [view.id]: viewAfter(view, message) } : next.sessions,
    pending: withoutPending(next.pending, message.cid),
    previews: withoutPreview(next, message.session, key),
  }
}

/** The answer to one's own message says all that the event after it will say. */
function acceptMessage(
  state: AgentState,
  action: Extract<AgentAction, { t: 'message.accepted' }>,
): AgentState {
  const sent = state.pending.find((message) => message.cid === action.cid)
  if (!sent || !state.me) return state
  const { session, channel, seq, at_ms } = action.answer
  const author = { role: 'agent', id: state.me.agent, name: state.me.name } as const
  return putMessage(state, { session, channel, seq, at_ms, author, cid: sent.cid, ...sent.content })
}

function showTyping(state: AgentState, event: EventOf<'typing.shown'>): AgentState {
  if (event.author.role === 'agent' && event.author.id === state.me?.agent) return state
  const { session, channel, author, text, at_ms } = event
  const key = previewKey(channel, author)
  if (text === '') return { ...state, previews: withoutPreview(state, session, key) }
  const previews = { ...state.previews[session], [key]: { channel, author, text, at_ms } }
  return { ...state, previews: { ...state.previews, [session]: previews } }
}

const NOTHING_READ = { public: 0, internal: 0 }

function readAfter(read: ReadView, event: EventOf<'read.moved'>): ReadView {
  const { author, channel, seq } = event
  if (author.role === 'buyer') return { ...read, buyer: Math.max(seq, read.buyer) }
  const before = read.agents[author.id] ?? NOTHING_READ
  const after = { ...before, [channel]: Math.max(seq, before[channel]) }
  return { ...read, agents: { ...read.agents, [author.id]: after } }
}

function moveRead(state: AgentState, event: EventOf<'read.moved'>): AgentState {
  const view = state.sessions[event.session]
  if (!view) return state
  const read = readAfter(view.read, event)
  return { ...state, sessions: { ...state.sessions, [view.id]: { ...view, read } } }
}

/** More than anybody writes at once: what an agent never came back to gives way first. */
const DRAFTS_MAX = 200

function changeDraft(
  drafts: AgentState['drafts'],
  session: string,
  draft: Draft,
): AgentState['drafts'] {
  const others = without(drafts, session)
  if (draft.text === '' && draft.channel === 'public') return others
  const kept = Object.entries(others).slice(1 - DRAFTS_MAX)
  return { ...Object.fromEntries(kept), [session]: draft }
}

// ---------------------------------------------------------------------------------------- people

function changePresence(state: AgentState, event: EventOf<'presence.changed'>): AgentState {
  const { t: _, ...change } = event
  const agents = state.agents.map((view) => {
    // Absent means unlimited, or no avatar: what was there must not shine through.
    const { reception_max: _, avatar: _former, ...rest } = view
    return view.agent === event.agent ? { ...rest, ...change } : view
  })
  // Whoever is connected is in the state they chose.
  const me = state.me?.agent === event.agent ? { ...state.me, intent: event.state } : state.me
  return { ...state, agents, me }
}

function changeContact(state: AgentState, event: EventOf<'contact.changed'>): AgentState {
  const { contact } = event
  const [sessions, ended] = [{ ...state.sessions }, { ...state.ended }]
  for (const session of Object.values(state.sessions))
    if (session.contact.id === contact.id) sessions[session.id] = { ...session, contact }
  for (const one of Object.values(state.ended))
    if (one.view.contact.id === contact.id)
      ended[one.view.id] = { ...one, view: { ...one.view, contact } }
  return { ...state, sessions, ended }
}

/** Who waits moves up without a word about the session itself. */
function changeQueue(state: AgentState, event: EventOf<'queue.changed'>): AgentState {
  const sessions = { ...state.sessions }
  for (const { session, position, eta_ms } of event.entries) {
    const known = sessions[session]
    if (known) sessions[session] = { ...known, position, ...(eta_ms ? { eta_ms } : {}) }
  }
  return { ...state, sessions, queue: { waiting: event.waiting, entries: event.entries } }
}

function endInvitation(state: AgentState, event: EventOf<'invitation.ended'>): AgentState {
  const end = { why: event.why, ...(event.reason ? { reason: event.reason } : {}) }
  return {
    ...state,
    invitations: state.invitations.filter(
      (invitation) => invitation.session !== event.session || invitation.to !== event.to,
    ),
    // What was accepted shows in the session itself.
    offers:
      event.why === 'accepted'
        ? withoutOffer(state, event)
        : state.offers.map((offer) =>
            offer.end === null && isOffer(offer.invitation, event) ? { ...offer, end } : offer,
          ),
  }
}

const isOffer = (one: { session: string; to: string }, other: { session: string; to: string }) =>
  one.session === other.session && one.to === other.to

const withoutOffer = (state: AgentState, gone: { session: string; to: string }) =>
  state.offers.filter((offer) => !isOffer(offer.invitation, gone))

// ---------------------------------------------------------------------------------------- snapshot

/**
 * A fresh snapshot replaces what the server owns. What only this client has (timelines, drafts,
 * pending messages, the list of ended sessions) stays; sessions that are gone count as ended.
 */
function welcome(
  state: AgentState,
  { welcome, now_ms }: { welcome: AgentWelcome; now_ms: number },
) {
  const fresh = new Set(welcome.sessions.map((session) => session.id))
  const gone = Object.keys(state.sessions).filter((id) => !fresh.has(id) && id !== state.watching)
  const kept = gone.reduce((next, id) => dropSession(next, id, undefined, 'gone'), state)
  const named: AgentState = {
    ...kept,
    clockOffsetMs: welcome.server_time_ms - now_ms,
    me: welcome.you,
    agents: welcome.agents,
    shops: welcome.shops,
    queue: welcome.queue,
    invitations: welcome.invitations,
    settings: welcome.settings,
    left: { unhandled: welcome.left.unhandled, changes: state.left.changes + 1 },
    previews: {},
    cache: [],
  }
  const next = { ...welcome.sessions.reduce(putSession, named), cache: welcome.cache }
  // What this page remembers from before it was loaded again may be gone.
  const panes = next.panes.filter((id) => viewOf(next, id) !== undefined)
  const selected = panes.find((id) => id === next.selected) ?? panes[0] ?? null
  return { ...next, panes, selected }
}

function reduceEvent(state: AgentState, event: AgentEvent): AgentState {
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
      return removeSession(state, event)
    case 'presence.changed':
      return changePresence(state, event)
    case 'queue.changed':
      return changeQueue(state, event)
    case 'invitation.received': {
      const { t: _, ...invitation } = event
      const others = state.invitations.filter((other) => other.session !== event.session)
      return { ...state, invitations: [...others, invitation] }
    }
    case 'invitation.ended':
      return endInvitation(state, event)
    case 'contact.changed':
      return changeContact(state, event)
    case 'settings.changed':
      return { ...state, settings: event.settings }
    case 'left.changed':
      return { ...state, left: { unhandled: event.unhandled, changes: state.left.changes + 1 } }
    case 'notice':
      return { ...state, notice: event }
    case 'resumed':
    case 'beat':
      return state
    default:
      return neverHappens(event)
  }
}

export function reduceAgent(state: AgentState, action: AgentAction): AgentState {
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
    case 'history.loaded':
      return changeTimeline(state, action.session, action.channel, (timeline) =>
        insertPage(timeline, action.messages, action.olderExist),
      )
    case 'session.shown':
      return putSession(state, action.session)
    case 'session.selected':
      return { ...state, ...showInPane(state, action.session) }
    case 'pane.added':
      return { ...state, ...addPane(state, action.session) }
    case 'pane.closed':
      return { ...state, ...closePane(state, action.session) }
    case 'pause.changed':
      return { ...state, pause: action.pause }
    case 'draft.changed':
      return { ...state, drafts: changeDraft(state.drafts, action.session, action.draft) }
    case 'ended.cleared':
      return clearEnded(state, action.session)
    case 'offer.sent': {
      const offer = { invitation: action.invitation, end: null }
      return { ...state, offers: [...withoutOffer(state, action.invitation), offer] }
    }
    case 'offer.dismissed':
      return { ...state, offers: withoutOffer(state, action) }
    case 'watch.changed':
      return { ...state, watching: action.session }
    default:
      return reduceEvent(state, action)
  }
}
