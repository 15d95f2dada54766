/** Lets at most one value through in each span; the newest wins. */
import type { Clock } from './clock'

export class Throttle<Value> {
  readonly #clock: Clock
  readonly #spanMs: number
  readonly #pass: (value: Value) => void
  #held: { value: Value } | null = null
  #resting = false

  constructor(clock: Clock, spanMs: number, pass: (value: Value) => void) {
    this.#clock = clock
    this.#spanMs = spanMs
    this.#pass = pass
  }

  push(value: Value): void {
    this.#held = { value }
    if (!this.#resting) this.#release()
  }

  /** Forgets what has not passed yet. */
  drop(): void {
    this.#held = null
  }

  #release(): void {
    const held = this.#held
    this.#held = null
    this.#resting = held !== null
    if (!held) return
    this.#clock.after(this.#spanMs, () => this.#release())
    this.#pass(held.value)
  }
}
