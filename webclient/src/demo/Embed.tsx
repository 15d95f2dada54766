import { useRef } from 'preact/hooks'
import { useSignal } from '../widget/signals'
import type { Text } from './text'

const COPIED_MS = 2000

const line = `<script async src="${location.origin}/widget.js" data-shop="demo"></script>`

/** The one line that puts the widget on any page. */
export const Embed = ({ text }: { text: Text }) => {
  const code = useRef<HTMLElement>(null)
  const copied = useSignal(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(line)
    } catch {
      // Without a secure origin there is no clipboard: mark the line, so that one key copies it.
      getSelection()?.selectAllChildren(code.current as HTMLElement)
      return
    }
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, COPIED_MS)
  }
  return (
    <p class="embed">
      <small>{text.embed}</small>
      <code ref={code}>{line}</code>
      <button type="button" onClick={copy}>
        <span role="status">{copied.value ? text.copied : text.copy}</span>
      </button>
    </p>
  )
}
