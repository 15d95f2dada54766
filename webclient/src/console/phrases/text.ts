/** What of a phrase is shown, found and inserted. The server's `phrase_csv.py` reads hints alike. */
import type { PhraseView } from '../../protocol/generated'

const HINT = /^\s*【([^】]*)】\s*/

export interface Parts {
  readonly hint: string
  readonly text: string
}

/** The hint in front is for the list; the rest is what is inserted. */
export function partsOf(phrase: string): Parts {
  const found = HINT.exec(phrase)
  if (!found) return { hint: '', text: phrase }
  return { hint: (found[1] ?? '').trim(), text: phrase.slice(found[0].length) }
}

export type Variable = 'buyer' | 'product' | 'agent' | 'shop'
export type Values = Readonly<Record<Variable, string>>

/** Puts names for {buyer}, {product}, {agent} and {shop}; other braces stay. */
export const filled = (text: string, values: Values): string =>
  text.replace(/\{(buyer|product|agent|shop)\}/g, (_, name: Variable) => values[name])

/** The first letters of a text's syllables, and the syllables; both without spaces. */
export interface Sounds {
  readonly initials: string
  readonly syllables: string
}

export interface Findable {
  readonly phrase: PhraseView
  readonly sounds: Sounds | undefined
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, '')

/** Phrases in which every word of the query is found: as text, or as pinyin where it is Latin. */
export function found(all: readonly Findable[], query: string): readonly PhraseView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const has = ({ phrase, sounds }: Findable, word: string): boolean => {
    if (plain(phrase.group + phrase.text).includes(plain(word))) return true
    if (!sounds || !/^[a-z]+$/.test(word)) return false
    return sounds.initials.includes(word) || sounds.syllables.includes(word)
  }
  return all.filter((one) => words.every((word) => has(one, word))).map(({ phrase }) => phrase)
}

/** What is written behind a `/` at the end of a draft; null where no phrase is looked for. */
export function queryOf(draft: string): string | null {
  return /(?:^|\s)\/([^/\n]{0,40})$/.exec(draft)?.[1] ?? null
}

/** The draft without the `/` and what is behind it. */
export const withoutQuery = (draft: string): string => draft.replace(/\/[^/\n]{0,40}$/, '')

/** Behind what is there, on a line of its own where that ends a sentence. */
export function appended(draft: string, text: string): string {
  const before = draft.trimEnd()
  if (before === '') return text
  return `${before}${/[。！？.!?]$/.test(before) ? '\n' : ' '}${text}`
}
