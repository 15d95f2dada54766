/**
 * Messages of one (session, channel), as far as this client has them.
 *
 * `messages` is one run without holes that ends at `head`. What arrives beyond the next number is kept
 * in `ahead` until the hole has been fetched. Older messages are put in front, page by page.
 */
import type { Message } from './wire'

export interface Timeline {
  readonly messages: readonly Message[]
  /** The last number of the run; with an empty run, the number the session view named. */
  readonly head: number
  readonly ahead: readonly Message[]
  /** Nothing older exists. */
  readonly complete: boolean
}

/** Messages of one fetch: they fill a tall window at least twice. */
export const PAGE = 50

/** Rather forget the old run, which can be fetched again, than fetch a long hole page by page. */
export const HOLE_MAX = 200

export const emptyTimeline = (head: number): Timeline => ({
  messages: [],
  head,
  ahead: [],
  complete: head === 0,
})

export const hasHole = (timeline: Timeline): boolean => timeline.ahead.length > 0

/** The number of the oldest message at hand; what is before it can be fetched. */
export const firstSeq = (timeline: Timeline): number =>
  timeline.messages[0]?.seq ?? timeline.head + 1

/** Too little is at hand to fill a window, and there is more. */
export const isThin = (timeline: Timeline): boolean =>
  !timeline.complete && timeline.messages.length < PAGE / 2

const bySeq = (a: Message, b: Message) => a.seq - b.seq

/** Adds what belongs behind `head`, in order, and leaves the rest in `ahead`. */
function absorb(timeline: Timeline, more: readonly Message[]): Timeline {
  const messages = [...timeline.messages]
  let head = timeline.head
  const ahead: Message[] = []
  for (const message of [...timeline.ahead, ...more].sort(bySeq)) {
    if (message.seq === head + 1) {
      messages.push(message)
      head = message.seq
    } else if (message.seq > head && message.seq !== ahead.at(-1)?.seq) ahead.push(message)
  }
  return restartAfterLongHole({ ...timeline, messages, head, ahead })
}

function restartAfterLongHole(timeline: Timeline): Timeline {
  const first = timeline.ahead[0]
  if (!first || first.seq - timeline.head <= HOLE_MAX) return timeline
  const restarted = { messages: [], head: first.seq - 1, ahead: [], complete: false }
  return absorb(restarted, timeline.ahead)
}

/** A live message. One that is already here changes nothing. */
export function append(timeline: Timeline, message: Message): Timeline {
  if (message.seq > timeline.head) return absorb(timeline, [message])
  // A view that told of the message overtook it: the run is still without it.
  return message.seq === firstSeq(timeline) - 1 ? insertPage(timeline, [message], null) : timeline
}

/** A page of `history.fetch`; `olderExist` is its `more` when it was fetched with `before_seq`. */
export function insertPage(
  timeline: Timeline,
  page: readonly Message[],
  olderExist: boolean | null,
): Timeline {
  const first = firstSeq(timeline)
  const older = page.filter((message) => message.seq < first).sort(bySeq)
  const joins = older.length === 0 || older[older.length - 1]?.seq === first - 1
  const messages = joins ? [...older, ...timeline.messages] : timeline.messages
  const complete = olderExist === null ? timeline.complete : !olderExist && joins
  const merged = { ...timeline, messages, complete: complete || messages[0]?.seq === 1 }
  return absorb(merged, page)
}
