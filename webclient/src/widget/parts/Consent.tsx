import { useWidget } from '../context'

/** What becomes of the words that are about to be written; the menu has the rest. */
export const Consent = () => {
  const { view, lang, text, menuShown } = useWidget()
  const own = view.consent?.[lang === 'en' ? 'en' : 'zh']
  return (
    <small class="w-consent">
      <span>{own?.text || text.consent}</span>
      {own?.url && (
        <a href={own.url} target="_blank" rel="noreferrer">
          {text.privacy}
        </a>
      )}
      <button
        type="button"
        class="w-link"
        aria-haspopup="menu"
        onClick={() => {
          menuShown.value = true
        }}
      >
        {text.yourData}
      </button>
    </small>
  )
}
