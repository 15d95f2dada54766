/** Which language the widget speaks, and the words of it. */

import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { keys, recall, remember } from './storage'
import { type Lang, loadText, loadWords, pickLang, type Text, type Words } from './text'

export interface Language {
  /** Empty while the visitor has not chosen one. */
  readonly chosen: ReadonlySignal<string>
  readonly lang: ReadonlySignal<Lang>
  readonly text: ReadonlySignal<Text>
  /** Of the parts that are loaded when they are needed; undefined until then. */
  readonly words: ReadonlySignal<Words | undefined>
  loadWords(): Promise<void>
  /** Rejects, and nothing changes, when the words cannot be fetched. */
  choose(lang: Lang): Promise<void>
}

/** Args: shopLang: what the shop's script tag says; the visitor's own choice counts more. */
export const createLanguage = async (shopLang: string | null): Promise<Language> => {
  const chosen = signal(recall(keys.lang) ?? '')
  const first = pickLang([chosen.value, shopLang, ...navigator.languages])
  const spoken = signal<{ lang: Lang; text: Text; words?: Words }>({
    lang: first,
    text: await loadText(first),
  })
  return {
    chosen,
    lang: computed(() => spoken.value.lang),
    text: computed(() => spoken.value.text),
    words: computed(() => spoken.value.words),
    async loadWords() {
      spoken.value = { ...spoken.value, words: await loadWords(spoken.value.lang) }
    },
    async choose(lang) {
      const [text, words] = await Promise.all([loadText(lang), loadWords(lang)])
      spoken.value = { lang, text, words }
      chosen.value = lang
      remember(keys.lang, lang)
    },
  }
}
