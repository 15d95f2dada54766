import { createRef } from 'preact'
import { useWidget } from '../context'
import type { Host } from '../host'
import { computed, effect, useOnce, useSignal } from '../signals'
import type { Text } from '../text'
import type { View } from '../view'
import { Consent } from './Consent'
import { Emoji } from './Emoji'
import { Icon } from './Icon'
import { SendingFiles } from './SendingFiles'

const placeholder = (view: View, text: Text): string => {
  if (!view.connected) return text.placeOffline
  switch (view.phase) {
    case 'none':
      return text.placeFirst
    case 'queued':
    case 'cached':
    case 'mailbox':
      return text.placeMore
    default:
      return text.place
  }
}

/** How near to the bound the figure is shown. */
const NEAR = 200

/** Grows with its text up to the height that the stylesheet allows. */
const grow = (area: HTMLTextAreaElement): void => {
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}

/** A finger opens the keyboard over half the page: only a mouse's visitor gets the focus at once. */
const whenShown = ({ state }: Host, focus: () => void): (() => void) => {
  const shown = computed(() => state.value?.shown)
  return effect(() => {
    if (shown.value && matchMedia('(pointer: fine)').matches) focus()
  })
}

const insertAt = (area: HTMLTextAreaElement, more: string): string => {
  area.setRangeText(more, area.selectionStart, area.selectionEnd, 'end')
  return area.value
}

const Hint = ({ left }: { left: number }) => {
  const { view, text } = useWidget()
  if (left > NEAR) return view.previewShown ? <small>{text.preview}</small> : null
  return (
    <small role="status">
      <span>{left < 0 ? text.tooLong(view.textMax) : ''}</span>
      <span>{left}</span>
    </small>
  )
}

export const Composer = () => {
  const { view, text, draft, host, type, send, files } = useWidget()
  const picker = useOnce(createRef<HTMLInputElement>)
  const emojiShown = useSignal(false)
  const input = useOnce(createRef<HTMLTextAreaElement>)
  const focus = () => input.current?.focus()
  const left = view.textMax - draft.length
  const canSend = draft.trim() !== '' && left >= 0
  const hideEmoji = (): void => {
    emojiShown.value = false
    focus()
  }
  const submit = (): void => {
    if (canSend) send(draft)
    focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <footer ref={useOnce(() => () => whenShown(host, focus))} class="w-foot">
      <SendingFiles />
      {files.tooMany.value && <small role="alert">{text.filesMax}</small>}
      <div class="w-type">
        <button
          type="button"
          class="w-icon"
          aria-label={text.attach}
          onClick={() => picker.current?.click()}
        >
          <Icon name="clip" />
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept=".png,.jpg,.jpeg,.gif,.webp,.pdf,.zip,.docx,.xlsx,.pptx,.txt,.csv"
          onChange={({ currentTarget }) => {
            files.add([...(currentTarget.files ?? [])])
            currentTarget.value = ''
          }}
        />
        <textarea
          ref={(area) => {
            input.current = area
            if (area) grow(area)
          }}
          rows={1}
          value={draft}
          placeholder={placeholder(view, text)}
          aria-label={text.input}
          aria-invalid={left < 0}
          enterkeyhint="send"
          dir="auto"
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const data = event.clipboardData
            // Office programs put a picture beside the text that was meant.
            if (!data?.files.length || data.types.includes('text/plain')) return
            event.preventDefault()
            files.add([...data.files])
          }}
        />
        <button
          type="button"
          class="w-icon"
          aria-label={text.emoji}
          aria-haspopup="true"
          aria-expanded={emojiShown.value}
          onClick={() => {
            emojiShown.value = !emojiShown.value
          }}
        >
          <Icon name="smile" />
        </button>
        <button
          type="button"
          class="w-icon w-send"
          aria-label={text.send}
          disabled={!canSend}
          onClick={submit}
        >
          <Icon name="send" size={18} />
        </button>
      </div>
      <Hint left={left} />
      {view.phase === 'none' && <Consent />}
      {emojiShown.value && (
        <Emoji
          pick={(emoji) => input.current && type(insertAt(input.current, emoji))}
          hide={hideEmoji}
        />
      )}
    </footer>
  )
}
