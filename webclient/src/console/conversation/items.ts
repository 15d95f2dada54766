/**
 * What a conversation shows, line by line, from oldest to newest.
 *
 * Messages of one author in one channel within five minutes are a run: they share a face and a time.
 * A preview has the key its message will have, so that the one becomes the other in place.
 */
import type { Preview } from '../../core/agent-state'
import type { PendingMessage } from '../../core/pending'
import { dayKey } from '../../core/time'
import type { Timeline } from '../../core/timeline'
import type { Channel, Message } from '../../core/wire'
import type { ReasonView } from '../../protocol/generated'

export type Side = 'mine' | 'buyer' | 'colleague'

interface Line {
  readonly key: string
}

export interface MessageItem extends Line {
  readonly kind: 'message'
  readonly message: Message
  readonly side: Side
  /** First and last of a run. */
  readonly first: boolean
  readonly last: boolean
  readonly ticks: 'sent' | 'read' | null
}

export interface PendingItem extends Line {
  readonly kind: 'pending'
  readonly pending: PendingMessage
  readonly first: boolean
}

export interface PreviewItem extends Line {
  readonly kind: 'preview'
  readonly preview: Preview
  readonly first: boolean
}

export type Item =
  | MessageItem
  | PendingItem
  | PreviewItem
  | (Line & { readonly kind: 'edge'; readonly complete: boolean })
  | (Line & { readonly kind: 'day'; readonly at_ms: number })
  | (Line & { readonly kind: 'new' })
  | (Line & { readonly kind: 'system'; readonly message: Message & { kind: 'system' } })
  | (Line & { readonly kind: 'reason'; readonly reason: ReasonView })

/** What is stored, and how far it has been read. */
export interface Stored {
  readonly timelines: Readonly<Record<Channel, Timeline>>
  readonly reason: ReasonView
  /** This agent's username. */
  readonly me: string
  readonly buyerRead: number
  /** Public messages of others after this one are new; null shows no line. */
  readonly newAfter: number | null
  readonly zone?: string
}

/** What changes at every key somebody presses. */
export interface Unsent {
  readonly pending: readonly PendingMessage[]
  readonly previews: readonly Preview[]
}

const RUN_MS = 300_000
const QUARTER_MS = 900_000

function sideOf(author: Message['author'], me: string): Side {
  if (author.role === 'buyer') return 'buyer'
  return author.id === me ? 'mine' : 'colleague'
}

const byTime = (a: Message, b: Message) =>
  a.at_ms - b.at_ms || (a.channel === b.channel ? a.seq - b.seq : a.channel < b.channel ? 1 : -1)

const keyOf = (message: Message): string => message.cid ?? `${message.channel}/${message.seq}`

const isSystem = (message: Message): message is Message & { kind: 'system' } =>
  message.kind === 'system'

function sameRun(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || isSystem(a) || isSystem(b)) return false
  const [sameAuthor, near] = [a.author.id === b.author.id, b.at_ms - a.at_ms < RUN_MS]
  return sameAuthor && near && a.author.role === b.author.role && a.channel === b.channel
}

function ticksOf(message: Message, side: Side, buyerRead: number): MessageItem['ticks'] {
  if (side !== 'mine' || message.channel === 'internal') return null
  return message.seq <= buyerRead ? 'read' : 'sent'
}

/** Days, the reason, the "new" line and messages, below the edge of what is at hand. */
export function storedItems(conversation: Stored): Item[] {
  const { timelines, me, buyerRead } = conversation
  const complete = timelines.public.complete && timelines.internal.complete
  const messages = [...timelines.public.messages, ...timelines.internal.messages].sort(byTime)
  const marks = new Marks(conversation, messages[0])
  const items: Item[] = [{ kind: 'edge', key: 'edge', complete }]
  messages.forEach((message, index) => {
    const between = marks.before(message)
    items.push(...between)
    if (isSystem(message)) {
      items.push({ kind: 'system', key: keyOf(message), message })
      return
    }
    const side = sideOf(message.author, me)
    const first = between.length > 0 || !sameRun(messages[index - 1], message)
    const next = messages[index + 1]
    const last = !next || !sameRun(message, next) || marks.standBefore(next)
    const ticks = ticksOf(message, side, buyerRead)
    items.push({ kind: 'message', key: keyOf(message), message, side, first, last, ticks })
  })
  return [...items, ...marks.rest()]
}

/** Lines that stand between messages because of their time or number. */
class Marks {
  readonly #conversation: Stored
  readonly #days = new Map<number, string>()
  #day = ''
  #newShown = false
  #reasonDue: boolean

  constructor(conversation: Stored, oldest: Message | undefined) {
    this.#conversation = conversation
    const { timelines, reason } = conversation
    // Above the oldest message at hand only when nothing older can still come in between.
    const known = timelines.public.complete || (oldest !== undefined && oldest.at_ms < reason.at_ms)
    this.#reasonDue = known
  }

  before(message: Message): Item[] {
    const items: Item[] = []
    if (this.#isReasonBefore(message)) items.push(...this.rest())
    items.push(...this.#dayOf(message.at_ms))
    if (this.#opensNew(message)) {
      this.#newShown = true
      items.push({ kind: 'new', key: 'new' })
    }
    return items
  }

  /** Whether `before(next)` will give something, so that the run before it ends. */
  standBefore(next: Message): boolean {
    const newDay = this.#dayAt(next.at_ms) !== this.#day
    return newDay || this.#isReasonBefore(next) || this.#opensNew(next)
  }

  /** The reason, if it has not been given yet. */
  rest(): Item[] {
    if (!this.#reasonDue) return []
    this.#reasonDue = false
    const { reason } = this.#conversation
    return [...this.#dayOf(reason.at_ms), { kind: 'reason', key: 'reason', reason }]
  }

  #isReasonBefore(message: Message): boolean {
    return this.#reasonDue && message.at_ms >= this.#conversation.reason.at_ms
  }

  #dayOf(at_ms: number): Item[] {
    const day = this.#dayAt(at_ms)
    if (day === this.#day) return []
    this.#day = day
    return [{ kind: 'day', key: `day/${day}`, at_ms }]
  }

  /** Every zone's days begin at a quarter of an hour, and telling the day is what costs. */
  #dayAt(at_ms: number): string {
    const quarter = Math.floor(at_ms / QUARTER_MS)
    const day = this.#days.get(quarter) ?? dayKey(at_ms, this.#conversation.zone)
    this.#days.set(quarter, day)
    return day
  }

  #opensNew(message: Message): boolean {
    const { newAfter, me } = this.#conversation
    const spoken = message.channel === 'public' && !isSystem(message)
    const others = spoken && sideOf(message.author, me) !== 'mine'
    return !this.#newShown && newAfter !== null && newAfter > 0 && others && message.seq > newAfter
  }
}

/** The whole: what is stored, then one's own messages on their way, then what others type. */
export function withUnsent(
  stored: readonly Item[],
  timelines: Stored['timelines'],
  { pending, previews }: Unsent,
): Item[] {
  const items = [...stored]
  const lastStored = items.at(-1)
  pending.forEach((message, index) => {
    const follows = index > 0 || (lastStored?.kind === 'message' && lastStored.side === 'mine')
    items.push({ kind: 'pending', key: message.cid, pending: message, first: !follows })
  })
  for (const preview of previews) items.push(previewItem(preview, timelines, items.at(-1)))
  return items
}

function previewItem(
  preview: Preview,
  timelines: Stored['timelines'],
  before: Item | undefined,
): PreviewItem {
  const follows =
    before?.kind === 'message' &&
    before.message.author.id === preview.author.id &&
    before.message.channel === preview.channel
  const key = `${preview.channel}/${timelines[preview.channel].head + 1}`
  return { kind: 'preview', key, preview, first: !follows }
}
