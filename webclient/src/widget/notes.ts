/**
 * What happened to the session, told between the lines: who took it, who joined, who had to go.
 *
 * Derived from two views of one session, because a buyer's view says what is, not what happened.
 */

import type { BuyerSessionView } from '../protocol/generated'

export type NoteKind = 'served' | 'joined' | 'went_away' | 'went_away_nobody'

export interface SessionNote {
  readonly key: string
  readonly session: string
  readonly kind: NoteKind
  readonly agent: string
  readonly at_ms: number
}

const fresh = (before: readonly string[], after: readonly string[]): readonly string[] =>
  after.filter((name) => !before.includes(name))

const happened = (
  before: BuyerSessionView | undefined,
  after: BuyerSessionView,
): readonly (readonly [NoteKind, string])[] => {
  const wasOpen = before?.phase === 'open'
  const wasCached = before?.phase === 'cached'
  if (after.phase === 'open') {
    const stays = wasOpen && before.agents.some((name) => after.agents.includes(name))
    const kind = stays ? 'joined' : 'served'
    return fresh(wasOpen ? before.agents : [], after.agents).map((name) => [kind, name])
  }
  const gone = wasOpen || wasCached ? before.agents[0] : undefined
  if (gone === undefined) return []
  if (after.phase === 'queued') return [['went_away', gone]]
  return after.phase === 'mailbox' ? [['went_away_nobody', gone]] : []
}

/** Args: before: undefined when the session was not known; then only a taken one is told. */
export const notesBetween = (
  before: BuyerSessionView | undefined,
  after: BuyerSessionView,
  at_ms: number,
): SessionNote[] =>
  happened(before, after).map(([kind, agent]) => ({
    key: `note/${after.id}/${at_ms}/${kind}/${agent}`,
    session: after.id,
    kind,
    agent,
    at_ms,
  }))
