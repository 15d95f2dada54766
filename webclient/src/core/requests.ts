/** Ids of commands, and their answers as promises. */
import type { ErrorAnswer } from '../protocol/generated'
import type { Clock } from './clock'

/** What goes over the wire, before the schema narrows it. */
export interface Frame {
  t: string
  [field: string]: unknown
}

/** An `ok` answer. */
export interface Answer extends Frame {
  t: 'ok'
  re: number
}

/** The server's codes, and four of our own: the command did not get there or its outcome is unknown. */
export type FailureCode = 'offline' | 'lost' | 'timeout' | 'stopped' | (string & {})

export class CommandFailed extends Error {
  readonly code: FailureCode
  /** Worth trying again unchanged. */
  readonly temporary: boolean
  readonly retryAfterMs: number | undefined

  constructor(code: FailureCode, temporary: boolean, retryAfterMs?: number, message = code) {
    super(message)
    this.name = 'CommandFailed'
    this.code = code
    this.temporary = temporary
    this.retryAfterMs = retryAfterMs
  }
}

interface Waiting {
  resolve(answer: Answer): void
  reject(failure: CommandFailed): void
  cancelTimeout(): void
}

const isAnswer = (frame: Frame): frame is Answer => frame.t === 'ok'

const failureOf = (frame: Frame): CommandFailed => {
  const { code, temporary, retry_after_ms, message } = frame as unknown as ErrorAnswer
  return new CommandFailed(code, temporary, retry_after_ms, message)
}

/** Requests of one WebSocket. A new socket gets a new instance: ids and answers never cross over. */
export class Requests {
  readonly #clock: Clock
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Reserves an id; the promise settles with its answer, or fails after `timeoutMs`. */
  register(timeoutMs: number): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId++
    const answer = new Promise<Answer>((resolve, reject) => {
      const cancelTimeout = this.#clock.after(timeoutMs, () => {
        this.#waiting.delete(id)
        reject(new CommandFailed('timeout', true))
      })
      this.#waiting.set(id, { resolve, reject, cancelTimeout })
    })
    return { id, answer }
  }

  /** True when the frame was an answer (also one that nobody waits for any more). */
  settle(frame: Frame): boolean {
    if (!isAnswer(frame) && frame.t !== 'error') return false
    const waiting = this.#take(Number(frame['re']))
    if (waiting && isAnswer(frame)) waiting.resolve(frame)
    else waiting?.reject(failureOf(frame))
    return true
  }

  /** The socket is gone: what was unanswered may or may not have been done. */
  failAll(): void {
    for (const id of [...this.#waiting.keys()])
      this.#take(id)?.reject(new CommandFailed('lost', true))
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.cancelTimeout()
    return waiting
  }
}
