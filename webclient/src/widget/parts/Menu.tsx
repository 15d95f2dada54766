import { useWidget } from '../context'
import { useOnce, useSignal } from '../signals'
import { type Lang, langNames, langs } from '../text'
import { onTop, walk } from './overlay'

const STEPS = { ArrowDown: 1, ArrowUp: -1 }

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
        .filter((other) => other !== lang)
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
          {text.langFailed}
        </p>
      )}
    </>
  )
}

/** What is asked about before it is done. */
const Entries = ({ hide }: { hide: () => void }) => {
  const { view, canLeave, asked, text } = useWidget()
  const names = {
    export: text.exportData,
    erase: text.eraseData,
    leave: text.leave,
  }
  const known = view.screen === 'talk' || view.screen === 'form'
  const wishes = [
    ...(known ? (['export', 'erase'] as const) : []),
    ...(canLeave ? (['leave'] as const) : []),
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
  const hide = (): void => {
    menuShown.value = false
  }
  return (
    <div
      ref={useOnce(() => onTop('.w-menu,[aria-haspopup]', hide))}
      class="w-menu"
      role="menu"
      tabIndex={-1}
      onKeyDown={(event) => walk(event, STEPS, true)}
    >
      <Switch name={text.sound} on={prefs.sound.value} flip={prefs.flipSound} />
      <Switch name={text.blink} on={prefs.blink.value} flip={prefs.flipBlink} />
      <Languages hide={hide} />
      <Entries hide={hide} />
    </div>
  )
}
