/**
 * Keys of the whole console: a stroke is modifiers and a place on the keyboard, such as `Alt+KeyJ`.
 *
 * They are matched by `event.code`, because Option on a Mac types another character; and never `Alt`
 * with F E V S B T H D, the browsers' own. Everybody may change them.
 */

export const KEY_NAMES = [
  'switcher',
  'mostUrgent',
  'previous',
  'next',
  'paneLeft',
  'paneRight',
  'beside',
  'closePane',
  'internal',
  'undo',
  'transfer',
  'summary',
  'closeSession',
  'accept',
  'details',
  'phrase1',
  'phrase2',
  'phrase3',
  'phrase4',
] as const
export type KeyName = (typeof KEY_NAMES)[number] | 'sheet'
export type ChangeableKey = (typeof KEY_NAMES)[number]
export type Keys = Readonly<Record<ChangeableKey, string>>

export const DEFAULT_KEYS: Keys = {
  switcher: 'Ctrl+KeyK',
  mostUrgent: 'Alt+KeyJ',
  previous: 'Alt+ArrowUp',
  next: 'Alt+ArrowDown',
  paneLeft: 'Alt+BracketLeft',
  paneRight: 'Alt+BracketRight',
  beside: 'Alt+KeyP',
  closePane: 'Alt+KeyX',
  internal: 'Alt+KeyI',
  undo: 'Ctrl+KeyZ',
  transfer: 'Alt+KeyR',
  summary: 'Alt+KeyM',
  closeSession: 'Alt+KeyW',
  accept: 'Alt+KeyY',
  details: 'Alt+KeyO',
  phrase1: 'Alt+Digit1',
  phrase2: 'Alt+Digit2',
  phrase3: 'Alt+Digit3',
  phrase4: 'Alt+Digit4',
}

type Stroke = Pick<KeyboardEvent, 'code' | 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Command on a Mac is what Ctrl is elsewhere. */
export function strokeOf({ code, altKey, ctrlKey, metaKey, shiftKey }: Stroke): string {
  const modifiers = [(ctrlKey || metaKey) && 'Ctrl', altKey && 'Alt', shiftKey && 'Shift']
  return [...modifiers.filter(Boolean), code].join('+')
}

export interface KeySetting {
  readonly keys: Keys
  /** The console runs in a window of its own, where Ctrl Tab reaches it. */
  readonly installed: boolean
}

/** What a stroke means; null for everything that is not ours. `typing`: the focus is in a field. */
export function keyOf(stroke: Stroke, typing: boolean, setting: KeySetting): KeyName | null {
  const written = strokeOf(stroke)
  const name = KEY_NAMES.find((one) => setting.keys[one] === written)
  if (name !== undefined) return name
  // Where the question mark stands differs from keyboard to keyboard, so here the character counts.
  if (stroke.key === '?' && !/Alt|Ctrl/.test(written) && !typing) return 'sheet'
  return setting.installed && written === 'Ctrl+Tab' ? 'mostUrgent' : null
}

/** Why a stroke cannot be chosen; null when it can. */
export function objectionTo(stroke: string, name: ChangeableKey, keys: Keys): Objection | null {
  if (/(^|\+)(Control|Alt|Shift|Meta)(Left|Right)$/.test(stroke)) return 'incomplete'
  if (!/^(Ctrl\+)?(Alt\+)?(Shift\+)?[A-Z]\w*$/.test(stroke)) return 'incomplete'
  if (!/^(Ctrl|Alt)\+|^F\d+$/.test(stroke)) return 'modifier'
  if (RESERVED.test(stroke)) return 'reserved'
  return KEY_NAMES.some((one) => one !== name && keys[one] === stroke) ? 'taken' : null
}

export type Objection = 'incomplete' | 'modifier' | 'reserved' | 'taken'

/** The browsers' own, those of text fields, and those of the composer. */
const RESERVED =
  /^(Alt\+Key[FEVSBTHD]|Ctrl\+(Shift\+)?Key[ACVXNTWRLFPSQ]|Ctrl\+(Shift\+)?(Tab|Enter)|F(5|11|12))$/

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  Backslash: '\\',
}

/** A stroke as it is printed on keys: `Alt+KeyJ` is `Alt J`. */
export function keyLabel(stroke: string): string {
  const parts = stroke.split('+')
  return parts.map((part) => SIGNS[part] ?? part.replace(/^(Key|Digit)/, '')).join(' ')
}
