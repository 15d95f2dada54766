/**
 * The life of one client's connection: sockets come and go, this stays.
 *
 *   idle ──start──▶ connecting ──hello answered──▶ open
 *                     ▲    │ socket closed, 10 s without answer     │ socket closed, 45 s of silence
 *                     │    ▼                                        ▼
 *                   waiting ◀───────────────────────────────────────┘
 *                     │ 4401 and the new token is refused, hello refused for good
 *                     ▼
 *                  stopped ──start──▶ connecting
 *
 * Every socket has its own `generation`: whatever a socket says after it was given up is ignored.
 * Failures in a row lengthen the wait; they are forgotten once a connection has been open for a while,
 * so that a server which accepts and drops at once is not hammered.
 */
import { delayAfterClose } from './backoff'
import type { Clock } from './clock'
import { type Answer, CommandFailed, type Frame, Requests } from './requests'

export const HELLO_TIMEOUT_MS = 10_000
export const ANSWER_TIMEOUT_MS = 15_000
/** The server speaks at least every 20 s (`beat`). */
export const SILENCE_MAX_MS = 45_000
export const STABLE_AFTER_MS = 5_000

export type ConnectionState =
  | { at: 'idle' }
  | { at: 'connecting'; attempt: number }
  | { at: 'open' }
  | { at: 'waiting'; attempt: number; retryAtMs: number }
  | { at: 'stopped'; code: string }

/** An open or opening socket. */
export interface Socket {
  send(text: string): void
  close(code?: number): void
}

export interface SocketEvents {
  opened(): void
  received(text: string): void
  closed(code: number): void
}

export type Renewal = 'renewed' | 'refused' | 'unreachable'

/** What a connection asks of its owner. */
export interface ConnectionOwner {
  openSocket(events: SocketEvents): Socket
  /** Without `id`. Asked for every attempt, because token and resume map change. */
  hello(): Frame
  /** The answer to hello: a snapshot. Events follow. */
  greeted(answer: Answer): void
  received(event: Frame): void
  changed(state: ConnectionState): void
  /** The server did not accept the token (4401). */
  renew(): Promise<Renewal>
}

export class Connection {
  readonly #owner: ConnectionOwner
  readonly #clock: Clock
  #state: ConnectionState = { at: 'idle' }
  #socket: Socket | null = null
  #requests: Requests
  #generation = 0
  #attempt = 0
  #cancelRetry = () => {}
  #cancelWatchdog = () => {}
  #cancelStable = () => {}

  constructor(owner: ConnectionOwner, clock: Clock) {
    this.#owner = owner
    this.#clock = clock
    this.#requests = new Requests(clock)
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Connects; does nothing when it already does. */
  start(): void {
    if (this.#state.at !== 'idle' && this.#state.at !== 'stopped') return
    this.#attempt = 0
    this.#connect()
  }

  /** Back to idle. A later `start` resumes. */
  stop(): void {
    this.#abandon(1000)
    this.#enter({ at: 'idle' })
  }

  /** The network is back, or the user is impatient: do not wait out the pause. */
  wake(): void {
    if (this.#state.at === 'waiting') this.#connect()
  }

  /** One try on the present socket. Fails at once (`offline`) when there is none. */
  call(command: Frame, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Answer> {
    if (this.#state.at === 'open') return this.#send(command, timeoutMs)
    return Promise.reject(new CommandFailed('offline', true))
  }

  #send(command: Frame, timeoutMs: number): Promise<Answer> {
    const { id, answer } = this.#requests.register(timeoutMs)
    this.#socket?.send(JSON.stringify({ ...command, id }))
    return answer
  }

  #connect(): void {
    this.#abandon()
    const generation = this.#generation
    const current = (run: () => void) => () => generation === this.#generation && run()
    this.#requests = new Requests(this.#clock)
    this.#enter({ at: 'connecting', attempt: this.#attempt })
    this.#watch(HELLO_TIMEOUT_MS)
    this.#socket = this.#owner.openSocket({
      opened: current(() => void this.#greet(generation)),
      received: (text) => current(() => this.#receive(text))(),
      closed: (code) => current(() => this.#closed(code))(),
    })
  }

  async #greet(generation: number): Promise<void> {
    try {
      const answer = await this.#send(this.#owner.hello(), HELLO_TIMEOUT_MS)
      if (generation === this.#generation) this.#open(answer)
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      if (generation === this.#generation) this.#refused(error)
    }
  }

  #open(answer: Answer): void {
    this.#cancelStable = this.#clock.after(STABLE_AFTER_MS, () => (this.#attempt = 0))
    this.#watch(SILENCE_MAX_MS)
    // The snapshot first: whoever sees `open` may rely on it.
    this.#owner.greeted(answer)
    this.#enter({ at: 'open' })
  }

  #refused(failure: CommandFailed): void {
    if (failure.temporary) {
      this.#retry(1006, failure.retryAfterMs)
      return
    }
    this.#abandon(1000)
    this.#enter({ at: 'stopped', code: failure.code })
  }

  #receive(text: string): void {
    this.#watch(this.#state.at === 'open' ? SILENCE_MAX_MS : HELLO_TIMEOUT_MS)
    const frame = JSON.parse(text) as Frame
    if (!this.#requests.settle(frame)) this.#owner.received(frame)
  }

  #closed(code: number): void {
    if (code === 4401) void this.#renew()
    else this.#retry(code)
  }

  async #renew(): Promise<void> {
    this.#abandon()
    const generation = this.#generation
    this.#enter({ at: 'connecting', attempt: this.#attempt })
    const renewal = await this.#owner.renew()
    if (generation !== this.#generation) return
    if (renewal === 'refused') this.#enter({ at: 'stopped', code: 'not_authorised' })
    // A new token that is refused again must not spin: only the first try goes at once.
    else if (renewal === 'renewed' && this.#attempt++ === 0) this.#connect()
    else this.#retry(1006)
  }

  #retry(code: number, atLeastMs = 0): void {
    this.#abandon()
    const waitMs = Math.max(atLeastMs, delayAfterClose(code, this.#attempt, this.#clock.random()))
    this.#attempt += 1
    this.#cancelRetry = this.#clock.after(waitMs, () => this.#connect())
    const retryAtMs = this.#clock.now() + waitMs
    this.#enter({ at: 'waiting', attempt: this.#attempt, retryAtMs })
  }

  /** Arms the one timer that notices a dead or dumb socket. */
  #watch(ms: number): void {
    this.#cancelWatchdog()
    this.#cancelWatchdog = this.#clock.after(ms, () => this.#retry(1006))
  }

  /** Gives the present socket up: nothing of it is heard any more. */
  #abandon(code?: number): void {
    this.#generation += 1
    this.#cancelRetry()
    this.#cancelWatchdog()
    this.#cancelStable()
    this.#requests.failAll()
    const socket = this.#socket
    this.#socket = null
    socket?.close(code)
  }

  #enter(state: ConnectionState): void {
    this.#state = state
    this.#owner.changed(state)
  }
}
