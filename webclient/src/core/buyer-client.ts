/** A buyer's client: one connection, one store, and what a widget asks of them. */
import {
  type BuyerAnswers,
  type BuyerCommand,
  type BuyerEvent,
  type BuyerHello,
  type BuyerWelcome,
  LIMITS,
  type MessageAccepted,
} from '../protocol/generated'
import { reduceBuyer } from './buyer-reducer'
import { type BuyerAction, type BuyerState, buyerResumeMap, liveSession } from './buyer-state'
import type { Clock } from './clock'
import { Connection, type ConnectionState, type Socket, type SocketEvents } from './connection'
import { Outbox } from './outbox'
import type { PendingMessage } from './pending'
import { type Answer, CommandFailed, type Frame } from './requests'
import { Store } from './store'
import { Throttle } from './throttle'
import { firstSeq, hasHole, PAGE } from './timeline'
import type { Content } from './wire'

/** The server takes five previews a second. */
const TYPING_SPAN_MS = 250

type Fields<T extends BuyerCommand['t']> = Omit<Extract<BuyerCommand, { t: T }>, 't'>

export interface BuyerClientOptions {
  openSocket(events: SocketEvents): Socket
  clock: Clock
  newId(): string
  initial: BuyerState
  /** Who this is and on which page; the visitor's token and the resume map are added. */
  hello(): Omit<BuyerHello, 't' | 'visitor' | 'resume'>
  /** "shop" or "agent:<username>". */
  to: string
}

export class BuyerClient {
  readonly store: Store<BuyerState, BuyerAction>
  readonly #options: BuyerClientOptions
  readonly #connection: Connection
  readonly #outbox: Outbox
  readonly #typing: Throttle<string>
  readonly #loading = new Set<string>()

  constructor(options: BuyerClientOptions) {
    this.#options = options
    this.store = new Store(reduceBuyer, options.initial)
    this.#connection = new Connection(
      {
        openSocket: options.openSocket,
        hello: () => this.#hello(),
        greeted: (answer) => this.#greeted(answer),
        received: (event) => this.#received(event as unknown as BuyerEvent),
        changed: (state) => this.#changed(state),
        // A buyer has nothing to renew: what was refused is refused for good.
        renew: () => Promise.resolve('refused'),
      },
      options.clock,
    )
    this.#outbox = new Outbox((frame) => this.#connection.call(frame), options.clock)
    this.#typing = new Throttle(options.clock, TYPING_SPAN_MS, (text) => this.#sendTyping(text))
  }

  /** Connects, and sends what a former page could not. */
  start(): void {
    for (const message of this.store.getState().pending)
      if (message.failure === null) this.#deliver(message)
    this.#connection.start()
  }

  stop(): void {
    this.#connection.stop()
  }

  wake(): void {
    this.#connection.wake()
  }

  async call<T extends BuyerCommand['t'] & keyof BuyerAnswers>(
    t: T,
    fields: Fields<T>,
  ): Promise<BuyerAnswers[T]> {
    return (await this.#connection.call({ t, ...fields } as Frame)) as unknown as BuyerAnswers[T]
  }

  /** Queues a message; it is shown at once and delivered as soon as that is possible. */
  send(content: Content): void {
    const message: PendingMessage = {
      cid: this.#options.newId(),
      session: liveSession(this.store.getState())?.id ?? null,
      channel: 'public',
      content,
      at_ms: this.#options.clock.now(),
      ifSeq: null,
      failure: null,
    }
    this.#typing.drop()
    this.store.dispatch({ t: 'message.queued', message })
    this.#deliver(message)
  }

  retry(cid: string): void {
    const failed = this.store.getState().pending.find((message) => message.cid === cid)
    if (!failed) return
    this.store.dispatch({ t: 'message.retried', cid, ifSeq: null })
    this.#deliver(failed)
  }

  discard(cid: string): void {
    this.store.dispatch({ t: 'message.discarded', cid })
  }

  setTyping(text: string): void {
    this.#typing.push(text.slice(0, LIMITS.PREVIEW_MAX))
  }

  /** Everything at hand of a session has been seen. */
  markRead(session: string): void {
    const { sessions, timelines } = this.store.getState()
    const seq = timelines[session]?.head ?? 0
    if (seq > (sessions[session]?.read_seq ?? seq))
      this.#connection.call({ t: 'read.mark', session, seq }).catch(ignoreFailure)
  }

  /** Loads the newest page, or the one before what is at hand. */
  async loadOlder(session: string): Promise<void> {
    const timeline = this.store.getState().timelines[session]
    if (timeline && !timeline.complete)
      await this.#load(session, { before_seq: firstSeq(timeline) })
  }

  // One lane: a buyer's messages keep their order even before the first has a session.
  #deliver(message: PendingMessage): void {
    const { cid } = message
    this.#outbox
      .deliver('buyer', () => this.#messageFrame(message))
      .then((answer) => {
        const accepted = answer as unknown as MessageAccepted
        this.store.dispatch({ t: 'message.accepted', cid, answer: accepted })
      })
      .catch((error: unknown) => {
        if (!(error instanceof CommandFailed)) throw error
        this.store.dispatch({ t: 'message.failed', cid, code: error.code })
      })
  }

  #messageFrame({ cid, session, content }: PendingMessage): Frame {
    const named = session ?? liveSession(this.store.getState())?.id
    const where = named === undefined ? {} : { session: named }
    return { t: 'message.send', cid, to: this.#options.to, ...where, ...content }
  }

  #sendTyping(text: string): void {
    const session = liveSession(this.store.getState())?.id
    const where = session === undefined ? {} : { session }
    this.#connection.call({ t: 'typing.set', text, ...where }).catch(ignoreFailure)
  }

  async #fillHole(session: string): Promise<void> {
    for (;;) {
      const timeline = this.store.getState().timelines[session]
      if (!timeline || !hasHole(timeline)) return
      if (!(await this.#load(session, { after_seq: timeline.head }))) return
    }
  }

  /** True when a page came and brought something. */
  async #load(
    session: string,
    range: { before_seq: number } | { after_seq: number },
  ): Promise<boolean> {
    if (this.#loading.has(session)) return false
    this.#loading.add(session)
    try {
      const page = await this.call('history.fetch', { session, limit: PAGE, ...range })
      const olderExist = 'before_seq' in range ? page.more : null
      const { messages } = page
      this.store.dispatch({ t: 'history.loaded', session, messages, olderExist })
      return messages.length > 0
    } catch (error) {
      // Asked for again when the visitor scrolls or the connection returns.
      ignoreFailure(error)
      return false
    } finally {
      this.#loading.delete(session)
    }
  }

  #hello(): Frame {
    const state = this.store.getState()
    const known = state.visitor === null ? {} : { visitor: state.visitor }
    return { t: 'hello', ...this.#options.hello(), ...known, resume: buyerResumeMap(state) }
  }

  #greeted(answer: Answer): void {
    const welcome = answer as unknown as BuyerWelcome
    this.store.dispatch({ t: 'welcomed', welcome, now_ms: this.#options.clock.now() })
  }

  #changed(state: ConnectionState): void {
    this.store.dispatch({ t: 'connection.changed', state })
    if (state.at === 'open') this.#outbox.resume()
  }

  #received(event: BuyerEvent): void {
    this.store.dispatch(event)
    if (event.t !== 'message.posted') return
    const timeline = this.store.getState().timelines[event.session]
    if (timeline && hasHole(timeline)) void this.#fillHole(event.session)
  }
}

/** For what is tried again by itself; anything but a failed command is a bug and stays loud. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof CommandFailed)) throw error
}
