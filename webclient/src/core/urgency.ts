/**
 * Who must be answered first.
 *
 * Waiting time grows alike for all, so two rows never overtake each other: only the border of a band
 * moves past a row. That is why a list ordered by deadline stays calm.
 */

/** A buyer's question should be answered within this time. */
export const REPLY_TARGET_MS = 120_000

export const BANDS = ['overdue', 'dueSoon', 'unanswered', 'answered'] as const
export type Band = (typeof BANDS)[number]

/** What a row must tell to be ordered. */
export interface Waits {
  readonly id: string
  readonly unanswered_since_ms?: number | null
  readonly last_ms: number
}

/** At half the target a question is due soon, at the target it is overdue. */
export function bandOfWait(waitMs: number, targetMs = REPLY_TARGET_MS): Band {
  if (waitMs >= targetMs) return 'overdue'
  return waitMs >= targetMs / 2 ? 'dueSoon' : 'unanswered'
}

export function bandOf(row: Waits, nowMs: number, targetMs = REPLY_TARGET_MS): Band {
  const since = row.unanswered_since_ms
  return since == null ? 'answered' : bandOfWait(nowMs - since, targetMs)
}

/** Longest wait first, then what is answered, newest first. Total: equal rows fall back to the id. */
export function byUrgency(a: Waits, b: Waits): number {
  const [waitA, waitB] = [a.unanswered_since_ms ?? Infinity, b.unanswered_since_ms ?? Infinity]
  if (waitA !== waitB) return waitA - waitB
  if (waitA === Infinity && a.last_ms !== b.last_ms) return b.last_ms - a.last_ms
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

/** The unanswered session that waits longest, other than the one in hand. */
export function mostUrgent<Row extends Waits>(
  rows: readonly Row[],
  except: string | null,
): Row | undefined {
  return [...rows]
    .sort(byUrgency)
    .find((row) => row.unanswered_since_ms != null && row.id !== except)
}
