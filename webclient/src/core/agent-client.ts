/** An agent's client: one connection, one store, and what a console asks of them. */
import {
  type AgentAnswers,
  type AgentCommand,
  type AgentEvent,
  type AgentWelcome,
  LIMITS,
  type MessageAccepted,
} from '../protocol/generated'
import { reduceAgent } from './agent-reducer'
import { type AgentAction, type AgentState, resumeMap } from './agent-state'
import type { Clock } from './clock'
import {
  Connection,
  type ConnectionState,
  type Renewal,
  type Socket,
  type SocketEvents,
} from './connection'
import { FilesKey } from './files-key'
import { Outbox } from './outbox'
import { type PendingMessage, released } from './pending'
import { type Answer, CommandFailed, type Frame } from './requests'
import { Store } from './store'
import { Throttle } from './throttle'
import { firstSeq, hasHole, isThin, PAGE } from './timeline'
import { CHANNELS, type Channel, type Content } from './wire'

const RENEW_BEFORE_MS = 60_000
const RENEW_RETRY_MS = 10_000
/** The server takes five previews a second. */
const TYPING_SPAN_MS = 250
const RETRIES_MAX = 2
const RETRY_WAIT_MAX_MS = 5_000

type Fields<T extends AgentCommand['t']> = Omit<Extract<AgentCommand, { t: T }>, 't'>
interface Typing {
  session: string
  channel: Channel
  text: string
}

export interface AgentClientOptions {
  openSocket(events: SocketEvents): Socket
  clock: Clock
  /** The access token at hand, and how to get a new one. */
  auth: { token(): string; renew(): Promise<Renewal> }
  newId(): string
  initial: AgentState
}

export class AgentClient {
  readonly store: Store<AgentState, AgentAction>
  readonly files = new FilesKey(
    () => this.call('files.key', {}),
    () => this.#options.clock.now() + this.store.getState().clockOffsetMs,
  )
  readonly #options: AgentClientOptions
  readonly #connection: Connection
  readonly #outbox: Outbox
  readonly #typing: Throttle<Typing>
  /** History that is being fetched, so that no page is asked for twice at once. */
  readonly #loading = new Set<string>()
  readonly #readSent = new Map<string, number>()
  /** What ends the waiting of messages that can still be taken back. */
  readonly #held = new Map<string, () => void>()
  #watchWanted: string | null = null
  #cancelRenewal = () => {}

  constructor(options: AgentClientOptions) {
    this.#options = options
    this.store = new Store(reduceAgent, options.initial)
    this.#connection = new Connection(
      {
        openSocket: options.openSocket,
        hello: () => this.#hello(),
        greeted: (answer) => this.#greeted(answer),
        received: (event) => this.#received(event as unknown as AgentEvent),
        changed: (state) => this.#changed(state),
        renew: () => options.auth.renew(),
      },
      options.clock,
    )
    this.#outbox = new Outbox((frame) => this.#connection.call(frame), options.clock)
    this.#typing = new Throttle(options.clock, TYPING_SPAN_MS, (typing) => this.#sendTyping(typing))
  }

  start(): void {
    this.#deliverAll(this.store.getState().pending)
    this.#connection.start()
  }

  stop(): void {
    this.#cancelRenewal()
    this.#connection.stop()
  }

  wake(): void {
    this.#connection.wake()
  }

  /** A command whose outcome the caller waits for. Short overload is sat out here. */
  async call<T extends AgentCommand['t'] & keyof AgentAnswers>(
    t: T,
    fields: Fields<T>,
  ): Promise<AgentAnswers[T]> {
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await this.#connection.call({ t, ...fields } as Frame)
        return answer as unknown as AgentAnswers[T]
      } catch (error) {
        if (!(error instanceof CommandFailed) || tries >= RETRIES_MAX) throw error
        const wait = error.temporary ? error.retryAfterMs : undefined
        if (wait === undefined || wait > RETRY_WAIT_MAX_MS) throw error
        await new Promise<void>((resolve) => this.#options.clock.after(wait, resolve))
      }
    }
  }

  // ------------------------------------------------------------------------------------ messages

  /**
   * Queues a message; it is shown at once and delivered as soon as that is possible, or when
   * `holdMs` are over: until then it can be taken back. The next message of the session ends the
   * waiting of the one before.
   */
  send(session: string, channel: Channel, content: Content, holdMs = 0): void {
    this.release(session)
    const { timelines } = this.store.getState()
    const seen = timelines[session]?.public.head ?? null
    const message: PendingMessage = {
      cid: this.#options.newId(),
      session,
      channel,
      content,
      at_ms: this.#options.clock.now(),
      ifSeq: channel === 'public' ? seen : null,
      failure: null,
      ...(holdMs > 0 && { heldUntil_ms: this.#options.clock.now() + holdMs }),
    }
    this.#typing.drop()
    this.store.dispatch({ t: 'message.queued', message })
    if (holdMs > 0) this.#hold(message, holdMs)
    else this.#deliver(message)
  }

  #hold(message: PendingMessage, holdMs: number): void {
    const { cid } = message
    this.#held.set(
      cid,
      this.#options.clock.after(holdMs, () => this.#release(cid)),
    )
  }

  #release(cid: string): void {
    this.#held.get(cid)?.()
    if (!this.#held.delete(cid)) return
    this.store.dispatch({ t: 'message.released', cid })
    const message = this.store.getState().pending.find((one) => one.cid === cid)
    if (message) this.#deliver(message)
  }

  /** The agent goes on: what is held back in this session, or anywhere, is sent now. */
  release(session?: string): void {
    for (const message of this.store.getState().pending)
      if (session === undefined || message.session === session) this.#release(message.cid)
  }

  /** Takes a held message back: null when it is on its way already. */
  takeBack(cid: string): PendingMessage | null {
    const message = this.store.getState().pending.find((one) => one.cid === cid)
    this.#held.get(cid)?.()
    if (!this.#held.delete(cid) || !message) return null
    this.store.dispatch({ t: 'message.discarded', cid })
    return message
  }

  /** Messages that a page which is gone had not delivered. */
  adopt(messages: readonly PendingMessage[]): void {
    const known = new Set(this.store.getState().pending.map((one) => one.cid))
    const fresh = messages.filter((one) => !known.has(one.cid)).map(released)
    for (const message of fresh) this.store.dispatch({ t: 'message.queued', message })
    this.#deliverAll(fresh)
  }

  #deliverAll(messages: readonly PendingMessage[]): void {
    for (const message of messages) if (message.failure === null) this.#deliver(message)
  }

  /** Tries a refused message again; `over` a newer message that its author has not seen. */
  retry(cid: string, over: boolean): void {
    const { pending, timelines } = this.store.getState()
    const failed = pending.find((message) => message.cid === cid)
    if (!failed) return
    const seen = timelines[failed.session ?? '']?.public.head ?? null
    const ifSeq = over || failed.channel === 'internal' ? null : seen
    this.store.dispatch({ t: 'message.retried', cid, ifSeq })
    this.#deliver({ ...failed, failure: null, ifSeq })
  }

  #deliver(message: PendingMessage): void {
    const { cid } = message
    this.#outbox
      .deliver(message.session ?? '', () => this.#messageFrame(message))
      .then((answer) => {
        const accepted = answer as unknown as MessageAccepted
        this.store.dispatch({ t: 'message.accepted', cid, answer: accepted })
      })
      .catch((error: unknown) => {
        if (!(error instanceof CommandFailed)) throw error
        this.store.dispatch({ t: 'message.failed', cid, code: error.code })
      })
  }

  #messageFrame(message: PendingMessage): Frame {
    const { cid, session, channel, content, ifSeq } = message
    const asked = ifSeq === null ? null : (this.#askedBefore(message) ?? ifSeq)
    const condition = asked === null ? {} : { if_seq: this.#seenWithOwn(session ?? '', asked) }
    return { t: 'message.send', cid, session, channel, ...content, ...condition }
  }

  /**
   * What had been seen before an earlier message that waits for its author's decision: nothing
   * overtakes that one, even if its author has looked since.
   */
  #askedBefore({ cid, session }: PendingMessage): number | null {
    const { pending } = this.store.getState()
    const earlier = pending.slice(
      0,
      pending.findIndex((one) => one.cid === cid),
    )
    const asked = earlier.find((one) => one.session === session && one.failure === 'stale_view')
    return asked?.ifSeq ?? null
  }

  /** One's own messages after `seen` are no surprise to oneself. */
  #seenWithOwn(session: string, seen: number): number {
    const { timelines, me } = this.store.getState()
    let last = seen
    for (const { seq, author } of timelines[session]?.public.messages ?? [])
      if (seq === last + 1 && author.role === 'agent' && author.id === me?.agent) last = seq
    return last
  }

  setTyping(session: string, channel: Channel, text: string): void {
    this.#typing.push({ session, channel, text: text.slice(0, LIMITS.PREVIEW_MAX) })
  }

  #sendTyping(typing: Typing): void {
    // A lost preview is made good by the next one.
    this.#connection.call({ t: 'typing.set', ...typing }).catch(ignoreFailure)
  }

  /** Everything at hand has been seen. */
  markRead(session: string): void {
    const { timelines, sessions, me } = this.store.getState()
    const [heads, view] = [timelines[session], sessions[session]]
    if (!heads || !view || !me) return
    for (const channel of CHANNELS) {
      const seq = heads[channel].head
      const key = `${channel}/${session}`
      const known = Math.max(
        view.read.agents[me.agent]?.[channel] ?? 0,
        this.#readSent.get(key) ?? 0,
      )
      if (seq <= known) continue
      this.#readSent.set(key, seq)
      this.#connection
        .call({ t: 'read.mark', session, channel, seq })
        .catch(() => this.#readSent.delete(key))
    }
  }

  // ------------------------------------------------------------------------------------- history

  /** Loads what a conversation needs to be shown. */
  ensureHistory(session: string): void {
    for (const channel of CHANNELS) {
      const timeline = this.store.getState().timelines[session]?.[channel]
      if (timeline && isThin(timeline)) void this.#loadOlder(session, channel)
    }
  }

  async loadOlder(session: string): Promise<void> {
    await Promise.all(CHANNELS.map((channel) => this.#loadOlder(session, channel)))
  }

  async #loadOlder(session: string, channel: Channel): Promise<void> {
    const timeline = this.store.getState().timelines[session]?.[channel]
    if (!timeline || timeline.complete) return
    await this.#load(session, channel, { before_seq: firstSeq(timeline) })
  }

  async #fillHole(session: string, channel: Channel): Promise<void> {
    for (;;) {
      const timeline = this.store.getState().timelines[session]?.[channel]
      if (!timeline || !hasHole(timeline)) return
      if (!(await this.#load(session, channel, { after_seq: timeline.head }))) return
    }
  }

  /** True when a page came and brought something. */
  async #load(
    session: string,
    channel: Channel,
    range: { before_seq: number } | { after_seq: number },
  ): Promise<boolean> {
    const key = `${channel}/${session}`
    if (this.#loading.has(key)) return false
    this.#loading.add(key)
    try {
      const page = await this.call('history.fetch', { session, channel, limit: PAGE, ...range })
      const olderExist = 'before_seq' in range ? page.more : null
      const { messages } = page
      this.store.dispatch({ t: 'history.loaded', session, channel, messages, olderExist })
      return messages.length > 0
    } catch (error) {
      // Asked for again when the conversation is next shown or the connection returns.
      ignoreFailure(error)
      return false
    } finally {
      this.#loading.delete(key)
    }
  }

  // ------------------------------------------------------------------------------------ watching

  /**
   * Looks on at a session without being a member; null stops. What is wanted last counts: an answer
   * that comes after something else was wanted is dropped.
   */
  async watch(session: string | null): Promise<void> {
    const before = this.#watchWanted
    if (before === session) return
    this.#watchWanted = session
    this.store.dispatch({ t: 'watch.changed', session: null })
    if (before !== null)
      this.#connection.call({ t: 'session.unwatch', session: before }).catch(ignoreFailure)
    if (session === null) return
    try {
      const answer = await this.call('session.watch', { session })
      if (this.#watchWanted !== session) return
      this.store.dispatch({ t: 'session.shown', session: answer.session })
      this.store.dispatch({ t: 'watch.changed', session })
      this.ensureHistory(session)
    } catch (error) {
      if (this.#watchWanted === session) this.#watchWanted = null
      throw error
    }
  }

  /** Stops looking on at a session, if it is the one that is looked on at. */
  async unwatch(session: string): Promise<void> {
    if (this.#watchWanted === session) await this.watch(null)
  }

  /** Watching ends with its connection: on a new one it is asked for again. */
  #watchAgain(): void {
    const wanted = this.#watchWanted
    this.#watchWanted = null
    if (wanted !== null) void this.watch(wanted).catch(ignoreFailure)
  }

  // ---------------------------------------------------------------------------------- connection

  #hello(): Frame {
    const resume = resumeMap(this.store.getState())
    return { t: 'hello', token: this.#options.auth.token(), resume }
  }

  #greeted(answer: Answer): void {
    const welcome = answer as unknown as AgentWelcome
    const now_ms = this.#options.clock.now()
    this.#readSent.clear()
    this.store.dispatch({ t: 'welcomed', welcome, now_ms })
    this.#notePause()
    this.#renewIn(welcome.token_expires_ms - welcome.server_time_ms - RENEW_BEFORE_MS)
  }

  #changed(state: ConnectionState): void {
    this.store.dispatch({ t: 'connection.changed', state })
    if (state.at !== 'open') return
    this.#outbox.resume()
    this.#watchAgain()
  }

  /** When the agent was suspended, and since when they are back. */
  #notePause(): void {
    const { me, pause, clockOffsetMs } = this.store.getState()
    const now = this.#options.clock.now() + clockOffsetMs
    const suspended = me?.intent === 'suspended'
    if (suspended && pause?.until_ms !== null)
      this.store.dispatch({ t: 'pause.changed', pause: { since_ms: now, until_ms: null } })
    else if (!suspended && pause !== null && pause.until_ms === null)
      this.store.dispatch({ t: 'pause.changed', pause: { ...pause, until_ms: now } })
  }

  #received(event: AgentEvent): void {
    this.store.dispatch(event)
    if (event.t === 'presence.changed') this.#notePause()
    if (event.t !== 'message.posted') return
    const timeline = this.store.getState().timelines[event.session]?.[event.channel]
    if (timeline && hasHole(timeline)) void this.#fillHole(event.session, event.channel)
  }

  #renewIn(waitMs: number): void {
    this.#cancelRenewal()
    this.#cancelRenewal = this.#options.clock.after(Math.max(0, waitMs), () => void this.#renew())
  }

  async #renew(): Promise<void> {
    const renewal = await this.#options.auth.renew()
    // Refused: the server closes the connection when the old token ends, and that asks to log in.
    if (renewal === 'refused') return
    if (renewal === 'unreachable') return this.#renewIn(RENEW_RETRY_MS)
    try {
      const { token_expires_ms } = await this.call('auth.renew', {
        token: this.#options.auth.token(),
      })
      const serverNow = this.#options.clock.now() + this.store.getState().clockOffsetMs
      this.#renewIn(token_expires_ms - serverNow - RENEW_BEFORE_MS)
    } catch (error) {
      // The next hello carries the new token anyway.
      ignoreFailure(error)
    }
  }
}

/** For what is tried again by itself; anything but a failed command is a bug and stays loud. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof CommandFailed)) throw error
}
