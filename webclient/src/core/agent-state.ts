/** What an agent's client knows. Everything but drafts and choices comes from the server. */
import type {
  AgentSelf,
  AgentSettings,
  AgentView,
  AgentWelcome,
  InvitationEnded,
  InvitationView,
  MessageAccepted,
  Notice,
  QueueView,
  SessionRemoved,
  SessionView,
  ShopView,
} from '../protocol/generated'
import type { ConnectionState } from './connection'
import type { Panes } from './panes'
import type { PendingAction, PendingMessage } from './pending'
import { emptyTimeline, type Timeline } from './timeline'
import type { AgentEvent, Channel, Message, ResumeMap } from './wire'

export type Timelines = Readonly<Record<Channel, Timeline>>

/** What somebody else has in their input. */
export interface Preview {
  readonly channel: Channel
  readonly author: Message['author']
  readonly text: string
  readonly at_ms: number
}

export interface Draft {
  readonly channel: Channel
  readonly text: string
}

/** A session this agent no longer has, kept in the list until it is cleared. */
export interface EndedSession {
  readonly view: SessionView
  readonly why: SessionRemoved['why'] | NonNullable<SessionView['close_reason']>
  readonly at_ms: number
}

/** A suspension of this agent, on the server's clock; `until_ms` once it is over. */
export interface Pause {
  readonly since_ms: number
  readonly until_ms: number | null
}

/** An invitation this agent sent; `end` once it is over. */
export interface Offer {
  readonly invitation: InvitationView
  readonly end: Pick<InvitationEnded, 'why' | 'reason'> | null
}

export interface AgentState {
  readonly connection: ConnectionState
  /** The server's clock minus ours: waits are counted on the server's. */
  readonly clockOffsetMs: number
  /** Null until the first snapshot. */
  readonly me: AgentSelf | null
  readonly agents: readonly AgentView[]
  readonly shops: readonly ShopView[]
  /** Live ones: one's own, watched ones, and for supervisors everybody's. */
  readonly sessions: Readonly<Record<string, SessionView>>
  readonly ended: Readonly<Record<string, EndedSession>>
  /** Ids of one's own cached sessions in the order they will open. */
  readonly cache: readonly string[]
  readonly queue: QueueView
  readonly invitations: readonly InvitationView[]
  readonly offers: readonly Offer[]
  readonly settings: AgentSettings | null
  /** Left messages nobody has seen to; whoever shows them looks again when `changes` grows. */
  readonly left: { readonly unhandled: number; readonly changes: number }
  /** What was told last, to be said once. */
  readonly notice: Notice | null
  readonly timelines: Readonly<Record<string, Timelines>>
  /** By session, then by author. */
  readonly previews: Readonly<Record<string, Readonly<Record<string, Preview>>>>
  readonly pending: readonly PendingMessage[]
  /** By session, the one changed last at the end. */
  readonly drafts: Readonly<Record<string, Draft>>
  readonly panes: Panes['panes']
  readonly selected: Panes['selected']
  /** The last suspension, for what arrived meanwhile. */
  readonly pause: Pause | null
  /** The session that is looked on at without being a member. */
  readonly watching: string | null
}

export type AgentAction =
  | { t: 'connection.changed'; state: ConnectionState }
  | { t: 'welcomed'; welcome: AgentWelcome; now_ms: number }
  | AgentEvent
  | PendingAction
  | { t: 'message.accepted'; cid: string; answer: MessageAccepted }
  | {
      t: 'history.loaded'
      session: string
      channel: Channel
      messages: readonly Message[]
      /** Whether older messages exist; null when the page was fetched to fill a hole. */
      olderExist: boolean | null
    }
  | { t: 'session.shown'; session: SessionView }
  | { t: 'session.selected'; session: string }
  | { t: 'pane.added'; session: string }
  | { t: 'pane.closed'; session: string }
  | { t: 'pause.changed'; pause: Pause | null }
  | { t: 'draft.changed'; session: string; draft: Draft }
  | { t: 'ended.cleared'; session: string | null }
  | { t: 'offer.sent'; invitation: InvitationView }
  | { t: 'offer.dismissed'; session: string; to: string }
  | { t: 'watch.changed'; session: string | null }

export const initialAgentState: AgentState = {
  connection: { at: 'idle' },
  clockOffsetMs: 0,
  me: null,
  agents: [],
  shops: [],
  sessions: {},
  ended: {},
  cache: [],
  queue: { waiting: 0, entries: [] },
  invitations: [],
  offers: [],
  settings: null,
  left: { unhandled: 0, changes: 0 },
  notice: null,
  timelines: {},
  previews: {},
  pending: [],
  drafts: {},
  panes: [],
  selected: null,
  pause: null,
  watching: null,
}

/** What a session is, apart from what every message of it changes. */
export type SessionFacts = Omit<
  SessionView,
  'seq' | 'read' | 'last_message' | 'unanswered_since_ms'
>

function factsOf(view: SessionView): SessionFacts {
  const {
    seq: _seq,
    read: _read,
    last_message: _last,
    unanswered_since_ms: _since,
    ...facts
  } = view
  return facts
}

/** Whether two views differ at most in what messages change. */
export function sameFacts(before: SessionView, after: SessionView): boolean {
  const [a, b] = [factsOf(before), factsOf(after)]
  const keys = Object.keys(a) as (keyof SessionFacts)[]
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

/** A member, or a supervisor who stepped in. */
export const takesPart = (session: Pick<SessionView, 'members'>, agent: string): boolean =>
  session.members.some((member) => member.agent === agent)

export const isMember = (session: Pick<SessionView, 'members'>, agent: string): boolean =>
  session.members.some((member) => member.agent === agent && member.how === 'member')

/** Nothing of the session is at hand yet but how far it has come. */
export const timelinesOf = (session: SessionView): Timelines => ({
  public: emptyTimeline(session.seq.public),
  internal: emptyTimeline(session.seq.internal),
})

export const viewOf = (state: AgentState, session: string): SessionView | undefined =>
  state.sessions[session] ?? state.ended[session]?.view

/** Up to where each channel of one's own sessions is at hand: what hello asks to resume from. */
export function resumeMap(state: AgentState): ResumeMap {
  const map: ResumeMap = {}
  for (const session of Object.values(state.sessions)) {
    const timelines = state.timelines[session.id]
    if (timelines && state.me && takesPart(session, state.me.agent))
      map[session.id] = { public: timelines.public.head, internal: timelines.internal.head }
  }
  return map
}
