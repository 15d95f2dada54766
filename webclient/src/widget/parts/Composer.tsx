import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'
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
const useGrowing = (input: RefObject<HTMLTextAreaElement | null>): void =>
  useLayoutEffect(() => {
    const area = input.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  })

const insertAt = (area: HTMLTextAreaElement, more: string): string => {
  area.setRangeText(more, area.selectionStart, area.selectionEnd, 'end')
  return area.value
}

const Hint = ({ left }: { left: number }) => {
  const { view, text } = useWidget()
  if (left > NEAR) return view.value.previewShown ? <small>{text.value.preview}</small> : null
  return (
    <small role="status">
      <span>{left < 0 ? text.value.tooLong(view.value.textMax) : ''}</span>
      <span>{left}</span>
    </small>
  )
}

export const Composer = () => {
  const { view, text, draft, host, type, send, files } = useWidget()
  const picker = useRef<HTMLInputElement>(null)
  const emojiShown = useSignal(false)
  const input = useRef<HTMLTextAreaElement>(null)
  useGrowing(input)
  const left = view.value.textMax - draft.value.length
  const canSend = draft.value.trim() !== '' && left >= 0
  const shown = host.state.value?.shown === true
  useEffect(() => {
    // A finger opens the keyboard over half the page: only a mouse's visitor gets the focus at once.
    if (shown && matchMedia('(pointer: fine)').matches) input.current?.focus()
  }, [shown])

  const hideEmoji = useCallback(() => {
    emojiShown.value = false
    input.current?.focus()
  }, [emojiShown])
  const submit = (): void => {
    if (canSend) send(draft.value)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <footer class="w-foot">
      <SendingFiles />
      {files.tooMany.value && <small role="alert">{text.value.filesMax}</small>}
      <div class="w-type">
        <button
          type="button"
          class="w-icon"
          aria-label={text.value.attach}
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
          ref={input}
          rows={1}
          value={draft.value}
          placeholder={placeholder(view.value, text.value)}
          aria-label={text.value.input}
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
          aria-label={text.value.emoji}
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
          aria-label={text.value.send}
          disabled={!canSend}
          onClick={submit}
        >
          <Icon name="send" size={18} />
        </button>
      </div>
      <Hint left={left} />
      {view.value.phase === 'none' && <Consent />}
      {emojiShown.value && (
        <Emoji
          pick={(emoji) => input.current && type(insertAt(input.current, emoji))}
          hide={hideEmoji}
        />
      )}
    </footer>
  )
}
