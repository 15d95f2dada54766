/** Which language the widget speaks, and the words of it. */

import { computed, type ReadonlySignal, signal } from './signals'
import { keys, recall, remember } from './storage'
import { type Lang, loadText, pickLang, type Text } from './text'

export interface Language {
  /** Empty while the visitor has not chosen one. */
  readonly chosen: ReadonlySignal<string>
  readonly lang: ReadonlySignal<Lang>
  readonly text: ReadonlySignal<Text>
  /** Rejects when the words cannot be fetched: the choice holds from the next page on. */
  choose(lang: Lang): Promise<void>
}

/** Args: shopLang: what the shop's script tag says; the visitor's own choice counts more. */
export const createLanguage = async (shopLang: string | null): Promise<Language> => {
  const chosen = signal(recall(keys.lang) ?? '')
  const first = pickLang([chosen.value, shopLang, ...navigator.languages])
  const spoken = signal({ lang: first, text: await loadText(first) })
  return {
    chosen,
    lang: computed(() => spoken.value.lang),
    text: computed(() => spoken.value.text),
    async choose(lang) {
      chosen.value = lang
      remember(keys.lang, lang)
      spoken.value = { lang, text: await loadText(lang) }
    },
  }
}
