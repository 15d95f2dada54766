/** Which sessions stand side by side, and which of them has the focus. Pure. */

export const PANES_MAX = 4

export interface Panes {
  /** From left to right, each session once. */
  readonly panes: readonly string[]
  /** The one that keys and the details column are about: one of `panes`, or null without any. */
  readonly selected: string | null
}

/** Shows a session where the focus is; one that is shown already takes the focus where it stands. */
export function showInPane({ panes, selected }: Panes, session: string): Panes {
  if (panes.includes(session)) return { panes, selected: session }
  const at = selected === null ? -1 : panes.indexOf(selected)
  if (at < 0) return addPane({ panes, selected }, session)
  return { panes: panes.with(at, session), selected: session }
}

/** Shows a session beside the others, in place of the one in focus when there is no room. */
export function addPane({ panes, selected }: Panes, session: string): Panes {
  if (panes.includes(session)) return { panes, selected: session }
  if (panes.length >= PANES_MAX) return showInPane({ panes, selected }, session)
  return { panes: [...panes, session], selected: session }
}

/** The pane that moves into the gap takes the focus. */
export function closePane({ panes, selected }: Panes, session: string): Panes {
  const at = panes.indexOf(session)
  if (at < 0) return { panes, selected: selected === session ? null : selected }
  const rest = panes.toSpliced(at, 1)
  const next = rest[Math.min(at, rest.length - 1)] ?? null
  return { panes: rest, selected: selected === session ? next : selected }
}

/** `ahead` panes to the right of the one in focus, around the ends. */
export function paneBeside({ panes, selected }: Panes, ahead: 1 | -1): string | null {
  if (panes.length === 0) return null
  const at = selected === null ? 0 : panes.indexOf(selected)
  return panes[(at + ahead + panes.length) % panes.length] ?? null
}
