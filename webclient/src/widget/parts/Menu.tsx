import { useSignal } from '@preact/signals'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'
import { type Lang, langNames, langs } from '../text'

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

/** The other languages; the menu stays while one does not come. */
const Languages = ({ hide }: { hide: () => void }) => {
  const { lang, setLang, text } = useWidget()
  const failed = useSignal(false)
  const speak = async (other: Lang): Promise<void> => {
    failed.value = false
    try {
      await setLang(other)
      hide()
    } catch {
      failed.value = true
    }
  }
  return (
    <>
      {langs
        .filter((other) => other !== lang.value)
        .map((other) => (
          <button
            key={other}
            type="button"
            role="menuitem"
            lang={other}
            onClick={() => speak(other)}
          >
            {langNames[other]}
          </button>
        ))}
      {failed.value && (
        <p class="w-error" role="alert">
          {text.value.langFailed}
        </p>
      )}
    </>
  )
}

/** What is asked about before it is done. */
const Entries = ({ hide }: { hide: () => void }) => {
  const { view, canLeave, asked, text } = useWidget()
  const names = {
    export: text.value.exportData,
    erase: text.value.eraseData,
    leave: text.value.leave,
  }
  const known = view.value.screen === 'talk' || view.value.screen === 'form'
  const wishes = [
    ...(known ? (['export', 'erase'] as const) : []),
    ...(canLeave.value ? (['leave'] as const) : []),
  ]
  return (
    <>
      {wishes.length > 0 && <hr />}
      {wishes.map((wish) => (
        <button
          key={wish}
          type="button"
          role="menuitem"
          class={wish === 'export' ? undefined : 'is-bad'}
          onClick={() => {
            hide()
            asked.value = wish
          }}
        >
          {names[wish]}
        </button>
      ))}
    </>
  )
}

export const Menu = () => {
  const { prefs, menuShown, text } = useWidget()
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
      <Languages hide={hide} />
      <Entries hide={hide} />
    </div>
  )
}
