import { useWidget } from '../context'
import { useOnce } from '../signals'
import { onTop, walk } from './overlay'

const EMOJI =
  '😀 😄 😊 😉 😍 🤔 😅 😂 🙂 😢 😭 😡 😴 😮 😇 🤝 👍 👎 👌 🙏 👏 💪 👋 ✌️ ❤️ 🎉 🔥 ✨ 🌹 🎁 📦 ✅'
    .split(' ')
    .filter(Boolean)
const COLUMNS = 8
const STEPS = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: COLUMNS,
  ArrowUp: -COLUMNS,
}

/** A small grid: arrows walk, a click or Enter picks, Escape or a click elsewhere puts it away. */
export const Emoji = ({ pick, hide }: { pick: (emoji: string) => void; hide: () => void }) => {
  const { text } = useWidget()
  return (
    <fieldset
      ref={useOnce(() => onTop('.w-foot', hide))}
      class="w-emoji"
      aria-label={text.emoji}
      onKeyDown={(event) => {
        walk(event, STEPS, false)
        if (event.key !== 'Escape') return
        event.stopPropagation()
        hide()
      }}
    >
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
