/** Messages of this client that the server has not confirmed yet. Shared by agents and buyers. */
import type { Channel, Content } from './wire'

export interface PendingMessage {
  readonly cid: string
  /** Null: a buyer's first message, whose session does not exist yet. */
  readonly session: string | null
  readonly channel: Channel
  readonly content: Content
  readonly at_ms: number
  /** The newest public message the author had seen; null: send over whatever is newer. */
  readonly ifSeq: number | null
  /** A refusal's code; null while it is on its way. */
  readonly failure: string | null
  /** Not sent before then, so that its author can take it back; absent: at once. */
  readonly heldUntil_ms?: number
}

export type PendingAction =
  | { t: 'message.queued'; message: PendingMessage }
  | { t: 'message.failed'; cid: string; code: string }
  | { t: 'message.retried'; cid: string; ifSeq: number | null }
  | { t: 'message.released'; cid: string }
  | { t: 'message.discarded'; cid: string }

export const withoutPending = (
  list: readonly PendingMessage[],
  cid: string | undefined,
): readonly PendingMessage[] =>
  cid !== undefined && list.some((message) => message.cid === cid)
    ? list.filter((message) => message.cid !== cid)
    : list

const replace = (
  list: readonly PendingMessage[],
  cid: string,
  change: Partial<PendingMessage>,
): readonly PendingMessage[] =>
  list.map((message) => (message.cid === cid ? { ...message, ...change } : message))

/** No longer held back. */
export const released = ({ heldUntil_ms: _, ...message }: PendingMessage): PendingMessage => message

export function reducePending(
  list: readonly PendingMessage[],
  action: PendingAction,
): readonly PendingMessage[] {
  switch (action.t) {
    case 'message.queued':
      return [...withoutPending(list, action.message.cid), action.message]
    case 'message.failed':
      return replace(list, action.cid, { failure: action.code })
    case 'message.retried':
      return replace(list, action.cid, { failure: null, ifSeq: action.ifSeq })
    case 'message.released':
      return list.map((message) => (message.cid === action.cid ? released(message) : message))
    case 'message.discarded':
      return withoutPending(list, action.cid)
  }
}
