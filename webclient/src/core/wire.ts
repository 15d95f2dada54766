/** Short names for the parts of the protocol that the core speaks of. */
import type {
  AgentEvent,
  AgentView,
  BuyerEvent,
  CandidateDetail,
  ChannelSeqs,
  InvitationSend,
  KindAndBody,
  MessagePosted,
  MessageView,
  RefusalCount,
  SessionView,
} from '../protocol/generated'

export type Channel = MessageView['channel']
export const CHANNELS: readonly Channel[] = ['public', 'internal']

export type Message = MessageView
export type MessageKind = Message['kind']
/** What a client may send: a kind with the body that goes with it. */
export type Content = KindAndBody<'text' | 'image' | 'file' | 'product' | 'order'>
export type Phase = SessionView['phase']
export type PresenceState = AgentView['state']
export type Verdict = RefusalCount['verdict']
export type InvitationMode = InvitationSend['mode']

export type ResumeMap = Record<string, ChannelSeqs>

/** A live message and one of the history differ by the tag alone. */
export const messageOf = ({ t: _, ...message }: MessagePosted): Message => message

export type { AgentEvent, BuyerEvent, CandidateDetail }

/** For the `default` of a switch over a union: adding a member makes the compiler point here. */
export function neverHappens(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
