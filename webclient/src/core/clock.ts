/** Time and chance come in from outside, so that every wait in `core` can be tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Uniform in [0, 1). */
  random(): number
  /** Runs `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
}

// In every JavaScript runtime, but in none of the type libraries that the core is checked with.
declare function setTimeout(run: () => void, ms: number): number
declare function clearTimeout(timer: number): void

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
