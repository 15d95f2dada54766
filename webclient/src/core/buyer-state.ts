/** What a buyer's client knows. */
import type {
  Availability,
  BuyerSelf,
  BuyerSessionView,
  BuyerSettings,
  BuyerWelcome,
  MessageAccepted,
  ShopView,
} from '../protocol/generated'
import type { ConnectionState } from './connection'
import type { PendingAction, PendingMessage } from './pending'
import type { Timeline } from './timeline'
import type { BuyerEvent, Message, Phase, ResumeMap } from './wire'

export interface BuyerState {
  readonly connection: ConnectionState
  /** The server's clock minus ours. */
  readonly clockOffsetMs: number
  readonly me: BuyerSelf | null
  /** The token to keep for the next hello. */
  readonly visitor: string | null
  readonly shop: ShopView | null
  readonly settings: BuyerSettings | null
  readonly availability: Availability | null
  /** Closed ones stay: their messages can still be read. */
  readonly sessions: Readonly<Record<string, BuyerSessionView>>
  readonly timelines: Readonly<Record<string, Timeline>>
  /** By session: the agents who type, by username. */
  readonly typing: Readonly<Record<string, Readonly<Record<string, Message['author']>>>>
  /** By session: up to where an agent has read. */
  readonly agentRead: Readonly<Record<string, number>>
  readonly pending: readonly PendingMessage[]
}

export type BuyerAction =
  | { t: 'connection.changed'; state: ConnectionState }
  | { t: 'welcomed'; welcome: BuyerWelcome; now_ms: number }
  | BuyerEvent
  | PendingAction
  | { t: 'message.accepted'; cid: string; answer: MessageAccepted }
  | {
      t: 'history.loaded'
      session: string
      messages: readonly Message[]
      /** Whether older messages exist; null when the page was fetched to fill a hole. */
      olderExist: boolean | null
    }

export const initialBuyerState: BuyerState = {
  connection: { at: 'idle' },
  clockOffsetMs: 0,
  me: null,
  visitor: null,
  shop: null,
  settings: null,
  availability: null,
  sessions: {},
  timelines: {},
  typing: {},
  agentRead: {},
  pending: [],
}

const LIVE: ReadonlySet<Phase> = new Set(['open', 'cached', 'queued', 'mailbox'])

/** The session a buyer's next message belongs to, as far as the client knows. */
export const liveSession = (state: BuyerState): BuyerSessionView | undefined =>
  Object.values(state.sessions).findLast((session) => LIVE.has(session.phase))

/** Up to where each session is at hand: what hello asks to resume from. */
export function buyerResumeMap(state: BuyerState): ResumeMap {
  const map: ResumeMap = {}
  for (const [session, { head }] of Object.entries(state.timelines))
    map[session] = { public: head, internal: 0 }
  return map
}
