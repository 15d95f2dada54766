import { useEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'

const EMOJI =
  '😀 😄 😊 😉 😍 🤔 😅 😂 🙂 😢 😭 😡 😴 😮 😇 🤝 👍 👎 👌 🙏 👏 💪 👋 ✌️ ❤️ 🎉 🔥 ✨ 🌹 🎁 📦 ✅'
    .split(' ')
    .filter(Boolean)
const COLUMNS = 8
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: COLUMNS,
  ArrowUp: -COLUMNS,
}

/** A small grid: arrows walk, a click or Enter picks, Escape or a click elsewhere puts it away. */
export const Emoji = ({ pick, hide }: { pick: (emoji: string) => void; hide: () => void }) => {
  const { text } = useWidget()
  const grid = useRef<HTMLFieldSetElement>(null)
  useEffect(() => {
    grid.current?.querySelector('button')?.focus()
    const outside = ({ target }: Event) => {
      if (!grid.current?.parentElement?.contains(target as Node)) hide()
    }
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [hide])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      hide()
    }
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])]
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus()
  }
  return (
    <fieldset ref={grid} class="w-emoji" aria-label={text.value.emoji} onKeyDown={onKeyDown}>
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          onClick={() => {
            pick(emoji)
            hide()
          }}
        >
          {emoji}
        </button>
      ))}
    </fieldset>
  )
}
