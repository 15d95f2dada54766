/**
 * Keys of the whole console. They are matched by `event.code`, the place on the keyboard, because
 * Option on a Mac types another character; and never `Alt` with F E V S B T H D, the browsers' own.
 */

export type KeyName =
  | 'mostUrgent'
  | 'previous'
  | 'next'
  | 'internal'
  | 'transfer'
  | 'summary'
  | 'closeSession'
  | 'accept'
  | 'details'
  | 'sheet'

type Stroke = Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

const withAlt: Readonly<Record<string, KeyName>> = {
  KeyJ: 'mostUrgent',
  ArrowUp: 'previous',
  ArrowDown: 'next',
  KeyI: 'internal',
  KeyR: 'transfer',
  KeyM: 'summary',
  KeyW: 'closeSession',
  KeyY: 'accept',
  KeyO: 'details',
}

/** What a stroke means; null for everything that is not ours. `typing`: the focus is in a field. */
export function keyOf(stroke: Stroke, typing: boolean): KeyName | null {
  const { code, altKey, ctrlKey, metaKey, shiftKey } = stroke
  if (altKey && !ctrlKey && !metaKey && !shiftKey) return withAlt[code] ?? null
  // Where the question mark stands differs from keyboard to keyboard, so here the character counts.
  if (stroke.key === '?' && !altKey && !ctrlKey && !metaKey && !typing) return 'sheet'
  // Reaches a page only when it is installed as an application.
  if (code === 'Tab' && ctrlKey && !altKey && !metaKey && !shiftKey) return 'mostUrgent'
  return null
}
