/**
 * Commands that must arrive: kept until the server has answered, over any number of reconnections.
 *
 * Each carries a `cid`, so sending one twice is harmless: the server repeats its first answer. Commands
 * of one lane (a session) go one after the other, each after the answer to the one before, because two
 * that fail and are retried on their own would change places.
 */
import { backoffMs } from './backoff'
import type { Clock } from './clock'
import { type Answer, CommandFailed, type Frame } from './requests'

interface Delivery {
  /** Called for each try: what depends on the present (`if_seq`) is computed then. */
  build(): Frame
  resolve(answer: Answer): void
  reject(failure: CommandFailed): void
}

interface Lane {
  deliveries: Delivery[]
  busy: boolean
  failures: number
}

export class Outbox {
  readonly #call: (frame: Frame) => Promise<Answer>
  readonly #clock: Clock
  readonly #lanes = new Map<string, Lane>()

  /** `call` makes one try and fails with {@link CommandFailed}. */
  constructor(call: (frame: Frame) => Promise<Answer>, clock: Clock) {
    this.#call = call
    this.#clock = clock
  }

  /** Resolves with the answer, however long that takes; rejects only when trying again is useless. */
  deliver(lane: string, build: () => Frame): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const at = this.#lanes.get(lane) ?? { deliveries: [], busy: false, failures: 0 }
      this.#lanes.set(lane, at)
      at.deliveries.push({ build, resolve, reject })
      void this.#run(lane, at)
    })
  }

  /** The connection is open: lanes that waited for it go on. */
  resume(): void {
    for (const [name, lane] of this.#lanes) {
      lane.failures = 0
      void this.#run(name, lane)
    }
  }

  async #run(name: string, lane: Lane): Promise<void> {
    if (lane.busy) return
    lane.busy = true
    try {
      for (let next = lane.deliveries[0]; next; next = lane.deliveries[0])
        if (!(await this.#try(name, lane, next))) return
      this.#lanes.delete(name)
    } finally {
      lane.busy = false
    }
  }

  /** False when the lane has to wait, for the connection or for a moment. */
  async #try(name: string, lane: Lane, delivery: Delivery): Promise<boolean> {
    try {
      const answer = await this.#call(delivery.build())
      delivery.resolve(answer)
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      if (error.temporary) {
        this.#retryLater(name, lane, error)
        return false
      }
      delivery.reject(error)
    }
    lane.deliveries.shift()
    lane.failures = 0
    return true
  }

  #retryLater(name: string, lane: Lane, failure: CommandFailed): void {
    if (failure.code === 'offline' || failure.code === 'lost') return
    const wait = failure.retryAfterMs ?? backoffMs(lane.failures++, this.#clock.random())
    this.#clock.after(wait, () => void this.#run(name, lane))
  }
}
