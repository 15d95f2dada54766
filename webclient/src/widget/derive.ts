/** From what the client knows to what the widget shows. Pure. */

import { type BuyerState, liveSession } from '../core/buyer-state'
import type { BuyerSessionView, MessageView } from '../protocol/generated'
import { buildRows, type PendingLine } from './rows'
import type { Ending, Place, Screen, View } from './view'

/** What only this browser knows. */
export interface Local {
  /** Ended sessions which the visitor has left behind by starting again. */
  readonly dismissed: ReadonlySet<string>
  /** The session is rated, or its rating was declined. */
  readonly isRated: (session: string) => boolean
  readonly formAsked: boolean
  /** Sessions which the visitor left of their own will. */
  readonly leftByVisitor: ReadonlySet<string>
  /** The first message that was new when the visitor came back. */
  readonly firstNew: MessageView | undefined
  readonly now_ms: number
}

const byTime = (a: MessageView, b: MessageView): number =>
  a.at_ms - b.at_ms || (a.session === b.session ? a.seq - b.seq : a.session < b.session ? -1 : 1)

/** All sessions' messages as one conversation. */
export const allMessages = (state: BuyerState): MessageView[] =>
  Object.values(state.timelines)
    .flatMap((timeline) => timeline.messages)
    .sort(byTime)

/** The session in hand: the live one, else the last that ended and was not left behind. */
export const currentSession = (
  state: BuyerState,
  dismissed: ReadonlySet<string>,
): BuyerSessionView | undefined =>
  liveSession(state) ??
  Object.values(state.sessions).findLast(
    ({ id, phase }) => phase === 'closed' && !dismissed.has(id),
  )

const isReply = (message: MessageView): boolean =>
  message.author.role === 'agent' && message.automatic !== true

/** What was told live and by the snapshot; and whoever answers has read what stands above. */
const agentRead = (state: BuyerState, messages: readonly MessageView[]): Record<string, number> => {
  const read: Record<string, number> = { ...state.agentRead }
  const move = (session: string, seq: number): void => {
    read[session] = Math.max(read[session] ?? 0, seq)
  }
  for (const { id, agents_read_seq = 0 } of Object.values(state.sessions)) move(id, agents_read_seq)
  for (const message of messages) if (isReply(message)) move(message.session, message.seq)
  return read
}

/** A connection was lost or could not be made, and is tried again. */
const isLost = ({ connection }: BuyerState): boolean =>
  connection.at === 'waiting' || (connection.at === 'connecting' && connection.attempt > 0)

const pendingLines = (state: BuyerState): PendingLine[] => {
  const onItsWay = isLost(state) ? 'waiting' : 'sending'
  return state.pending.map(({ cid, content, at_ms, failure }) => ({
    cid,
    content,
    at_ms,
    state: failure === null ? onItsWay : 'failed',
  }))
}

/** Messages from others beyond what the visitor has read. */
export const unreadMessages = (state: BuyerState): MessageView[] =>
  allMessages(state).filter(
    ({ author, session, seq }) =>
      author.role === 'agent' && seq > (state.sessions[session]?.read_seq ?? Number.MAX_VALUE),
  )

const screenOf = (
  state: BuyerState,
  session: BuyerSessionView | undefined,
  local: Local,
): Screen => {
  if (state.connection.at === 'stopped') return 'stopped'
  if (!state.me) return 'loading'
  if (session?.phase === 'queued' && local.formAsked) return 'form'
  const nobody = !session && state.availability?.state === 'mailbox' && state.pending.length === 0
  return nobody ? 'form' : 'talk'
}

const placeOf = (session: BuyerSessionView | undefined): Place => ({
  position: session?.position,
  eta_ms: session?.eta_ms,
})

/** The last instant of an ended session that is known: its last message's. */
const endOf = (session: BuyerSessionView, messages: readonly MessageView[]): number | undefined =>
  messages.findLast((message) => message.session === session.id)?.at_ms

const isErased = (session: BuyerSessionView, messages: readonly MessageView[]): boolean =>
  messages.some(
    (message) =>
      message.session === session.id && message.kind === 'system' && message.body.key === 'erased',
  )

const endingOf = (
  session: BuyerSessionView | undefined,
  messages: readonly MessageView[],
  local: Local,
): Ending => {
  if (session?.phase !== 'closed') {
    return { endedAtMs: undefined, endedWhy: undefined, canRate: false }
  }
  const served = messages.some((message) => message.session === session.id && isReply(message))
  return {
    endedAtMs: endOf(session, messages),
    // Whose words were erased was shown out, which is nobody's reason any more.
    endedWhy: isErased(session, messages) ? undefined : session.close_reason,
    canRate: served && session.close_reason !== 'blocked' && !local.isRated(session.id),
  }
}

/** Who serves the session, or did: a view names nobody any more once it is closed. */
const agentsOf = (
  session: BuyerSessionView | undefined,
  messages: readonly MessageView[],
): readonly string[] => {
  if (session?.phase !== 'closed' || session.agents.length > 0) return session?.agents ?? []
  const own = messages.filter((message) => message.session === session.id)
  const last = own.findLast(isReply)?.author.name ?? own.findLast(namesAgent)?.body.args?.['agent']
  return last === undefined ? [] : [String(last)]
}

/** Of everybody met so far: former sessions are in sight too. */
const avatarsOf = ({ shop, settings, sessions }: BuyerState): View['avatars'] =>
  Object.assign(
    { [shop?.name ?? '']: settings?.avatar },
    ...Object.values(sessions).map((session) => session.avatars),
  )

type Said = MessageView & { readonly kind: 'system' }

const namesAgent = (message: MessageView): message is Said =>
  message.kind === 'system' && message.body.args?.['agent'] !== undefined

/** What the end of the page says already need not stand above it too. */
const isEndOf = (session: BuyerSessionView | undefined, message: MessageView): boolean =>
  message.kind === 'system' &&
  message.session === session?.id &&
  message.body.key.startsWith('closed')

/** The phases in which somebody may look at what the visitor writes, and which they may leave. */
export const TALKING: ReadonlySet<View['phase']> = new Set(['open', 'cached', 'queued'])

const NOT_YET: ReadonlySet<string | undefined> = new Set([undefined, 'queued', 'mailbox'])

/** As long as nobody is there to be asked. */
const questionsFor = (state: BuyerState, session: BuyerSessionView | undefined) =>
  NOT_YET.has(session?.phase) ? (state.settings?.questions ?? []) : []

const typingIn = (state: BuyerState, session: BuyerSessionView | undefined): string | undefined =>
  Object.values(state.typing[session?.id ?? ''] ?? {})[0]?.name

export const deriveView = (state: BuyerState, local: Local): View => {
  const session = currentSession(state, local.dismissed)
  const phase = session?.phase ?? 'none'
  const messages = allMessages(state)
  const pending = pendingLines(state)
  return {
    screen: screenOf(state, session, local),
    stopped: state.connection.at === 'stopped' ? state.connection.code : undefined,
    connected: !isLost(state),
    phase,
    shopName: state.shop?.name ?? '',
    agents: agentsOf(session, messages),
    avatars: avatarsOf(state),
    availability: state.availability ?? undefined,
    place: placeOf(session),
    rows: buildRows({
      messages: messages.filter((message) => !isEndOf(session, message)),
      pending,
      agentRead: agentRead(state, messages),
      firstNew: local.firstNew,
      now_ms: local.now_ms,
    }),
    waitingLines: pending.filter((line) => line.state === 'waiting').length,
    typing: typingIn(state, session),
    hasOlder: Object.values(state.timelines).some((timeline) => !timeline.complete),
    blocked: state.pending.some(({ failure }) => failure === 'blocked'),
    ...endingOf(session, messages, local),
    consent: state.settings?.consent,
    welcome: state.settings?.welcome ?? '',
    questions: questionsFor(state, session),
    leftByVisitor: session !== undefined && local.leftByVisitor.has(session.id),
    previewShown: TALKING.has(phase) && state.settings?.preview_shown === true,
    textMax: state.settings?.text_max ?? 0,
  }
}
