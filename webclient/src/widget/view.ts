/** What the widget shows, as one value derived from what the client knows. */

import type {
  Availability,
  AvatarView,
  BuyerSessionView,
  Consent,
  Question,
} from '../protocol/generated'
import type { Row } from './rows'

/** `none`: there has been no session yet, or the visitor starts afresh after one that ended. */
export type Phase = BuyerSessionView['phase'] | 'none'

export type Screen =
  /** Nothing is known yet. */
  | 'loading'
  /** The server refused for good; `stopped` says why. */
  | 'stopped'
  /** The message form: nobody is there, or the visitor rather leaves a message than waits. */
  | 'form'
  | 'talk'

export interface Place {
  readonly position: number | undefined
  readonly eta_ms: number | undefined
}

/** When the last session ended, and whether there was somebody to rate. */
export interface Ending {
  readonly endedAtMs: number | undefined
  readonly endedWhy: BuyerSessionView['close_reason']
  readonly canRate: boolean
}

export interface View extends Ending {
  readonly screen: Screen
  readonly stopped: string | undefined
  /** False while a lost connection is tried again: the bar is shown. */
  readonly connected: boolean
  readonly phase: Phase
  readonly shopName: string
  /** Display names of those who serve, or served, the session; empty before. */
  readonly agents: readonly string[]
  /** By display name; the shop's by the shop's. */
  readonly avatars: Readonly<Record<string, AvatarView | undefined>>
  readonly availability: Availability | undefined
  readonly place: Place
  readonly rows: readonly Row[]
  /** How many lines go by themselves once the connection is back. */
  readonly waitingLines: number
  /** The agent who types now. */
  readonly typing: string | undefined
  /** Older messages exist on the server. */
  readonly hasOlder: boolean
  readonly blocked: boolean
  /** The visitor left; what they wrote lies in the mailbox. */
  readonly leftByVisitor: boolean
  /** The shop's own words about what becomes of the visitor's, if it has any. */
  readonly consent: Consent | undefined
  readonly welcome: string
  /** The shop's frequent ones, while they may spare a wait. */
  readonly questions: readonly Question[]
  /** An agent may see what is written before it is sent. */
  readonly previewShown: boolean
  readonly textMax: number
}
