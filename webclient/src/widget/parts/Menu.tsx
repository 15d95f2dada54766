import { useCallback, useEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'
import { langNames, langs } from '../text'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

/** Arrow keys walk through the entries, as a menu's do. */
const walk = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
  const step = STEPS[event.key]
  if (!step) return
  event.preventDefault()
  const entries = [...event.currentTarget.querySelectorAll('button')]
  const at = entries.indexOf(document.activeElement as HTMLButtonElement)
  entries[(at + step + entries.length) % entries.length]?.focus()
}

const Switch = ({ name, on, flip }: { name: string; on: boolean; flip: () => void }) => (
  <button type="button" role="menuitemcheckbox" aria-checked={on} onClick={flip}>
    {name}
    <span class="w-switch" />
  </button>
)

export const Menu = () => {
  const { text, lang, prefs, canLeave, menuShown, leaveAsked, setLang } = useWidget()
  const menu = useRef<HTMLDivElement>(null)
  const hide = useCallback(() => {
    menuShown.value = false
  }, [menuShown])
  useEffect(() => {
    menu.current?.querySelector('button')?.focus()
    const outside = (event: Event) => {
      const target = event.target as Element
      if (!menu.current?.contains(target) && !target.closest('[aria-haspopup]')) hide()
    }
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [hide])
  return (
    <div ref={menu} class="w-menu" role="menu" tabIndex={-1} onKeyDown={walk}>
      <Switch name={text.value.sound} on={prefs.sound.value} flip={prefs.flipSound} />
      <Switch name={text.value.blink} on={prefs.blink.value} flip={prefs.flipBlink} />
      {langs
        .filter((other) => other !== lang.value)
        .map((other) => (
          <button
            key={other}
            type="button"
            role="menuitem"
            lang={other}
            onClick={() => {
              void setLang(other)
              hide()
            }}
          >
            {langNames[other]}
          </button>
        ))}
      {canLeave.value && (
        <>
          <hr />
          <button
            type="button"
            role="menuitem"
            class="is-bad"
            onClick={() => {
              hide()
              leaveAsked.value = true
            }}
          >
            {text.value.leave}
          </button>
        </>
      )}
    </div>
  )
}
