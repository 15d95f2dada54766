/** What Enter means in the composer. Pure. */
import type { Preferences } from '../preferences'

type Stroke = Pick<
  globalThis.KeyboardEvent,
  'key' | 'keyCode' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'
>

/** Safari ends a composition before the Enter that chose a word; its code still tells. */
const COMPOSING = 229

/** Null is a new line, or none of ours. Enter while composing Chinese chooses a word. */
export function meaningOf(
  stroke: Stroke,
  sendKey: Preferences['sendKey'],
): 'send' | 'sendAndNext' | null {
  if (stroke.key !== 'Enter' || stroke.altKey) return null
  if (stroke.isComposing || stroke.keyCode === COMPOSING) return null
  const control = stroke.ctrlKey || stroke.metaKey
  if (sendKey === 'enter') {
    if (stroke.shiftKey) return null
    return control ? 'sendAndNext' : 'send'
  }
  if (!control) return null
  return stroke.shiftKey ? 'sendAndNext' : 'send'
}
