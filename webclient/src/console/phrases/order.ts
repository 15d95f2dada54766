/** The order of a book: phrases stand in groups, groups in the order of their first phrases. */
import type { PhraseView } from '../../protocol/generated'

export interface Group {
  readonly name: string
  readonly phrases: readonly PhraseView[]
}

export function grouped(phrases: readonly PhraseView[]): readonly Group[] {
  const groups = new Map<string, PhraseView[]>()
  for (const phrase of phrases) {
    const group = groups.get(phrase.group)
    if (group) group.push(phrase)
    else groups.set(phrase.group, [phrase])
  }
  return [...groups].map(([name, members]) => ({ name, phrases: members }))
}

/** With one phrase in front of another and in its group; without another, at the very end. */
export function movedBefore(
  phrases: readonly PhraseView[],
  id: string,
  before: string | null,
): readonly PhraseView[] {
  const moved = phrases.find((one) => one.id === id)
  if (!moved || id === before) return phrases
  const rest = phrases.filter((one) => one.id !== id)
  const at = before === null ? rest.length : rest.findIndex((one) => one.id === before)
  if (at < 0) return phrases
  const group = (rest[at] ?? rest.at(-1) ?? moved).group
  return [...rest.slice(0, at), { ...moved, group }, ...rest.slice(at)]
}

/** One place up or down as the list shows it: over a group's border it changes its group. */
export function nudged(
  phrases: readonly PhraseView[],
  id: string,
  step: 1 | -1,
): readonly PhraseView[] {
  const shown = grouped(phrases).flatMap((group) => group.phrases)
  const at = shown.findIndex((one) => one.id === id)
  const other = shown[at + step]
  const moved = shown[at]
  if (!moved || !other) return shown
  if (other.group !== moved.group)
    return shown.map((one) => (one.id === id ? { ...one, group: other.group } : one))
  const next = [...shown]
  next[at] = other
  next[at + step] = moved
  return next
}

/** With a whole group in front of another one. */
export function movedGroup(
  phrases: readonly PhraseView[],
  name: string,
  before: string,
): readonly PhraseView[] {
  const groups = grouped(phrases)
  const moved = groups.find((group) => group.name === name)
  if (!moved || name === before) return phrases
  const rest = groups.filter((group) => group !== moved)
  const at = rest.findIndex((group) => group.name === before)
  if (at < 0) return phrases
  return [...rest.slice(0, at), moved, ...rest.slice(at)].flatMap((group) => group.phrases)
}
