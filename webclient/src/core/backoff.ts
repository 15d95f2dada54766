/** How long to stay away after a lost or refused connection. */

export const BACKOFF_FIRST_MS = 500
export const BACKOFF_MAX_MS = 15_000
/** A restarting server is back at once: spread its clients over this span instead of backing off. */
export const RESTART_SPREAD_MS = 1_000
/** The server said "too fast": never return sooner than this. */
export const RATE_MIN_MS = 5_000

/** Exponential with jitter in its upper half; `attempt` counts failures in a row from 0. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling * (0.5 + random / 2))
}

/** The wait that a close code asks for; `attempt` as in {@link backoffMs}. */
export function delayAfterClose(code: number, attempt: number, random: number): number {
  const wait = backoffMs(attempt, random)
  if (code === 4429) return Math.max(RATE_MIN_MS, wait) + Math.round(random * RATE_MIN_MS)
  const leaving = code === 1001 || code === 1012
  return leaving && attempt === 0 ? Math.round(random * RESTART_SPREAD_MS) : wait
}
