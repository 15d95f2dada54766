import { useWidget } from '../context'

/** What becomes of the words that are about to be written; the menu has the rest. */
export const Consent = () => {
  const { text, menuShown } = useWidget()
  return (
    <small class="w-consent">
      <span>{text.value.consent}</span>
      <button
        type="button"
        class="w-link"
        aria-haspopup="menu"
        onClick={() => {
          menuShown.value = true
        }}
      >
        {text.value.yourData}
      </button>
    </small>
  )
}
