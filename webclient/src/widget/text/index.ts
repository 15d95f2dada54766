/** The widget's two languages and the way to choose one. */

import { en, type Text } from './en'
import { zh } from './zh'

export type { Text }
export type Lang = 'zh-CN' | 'en'

export const texts: Record<Lang, Text> = { 'zh-CN': zh, en }
export const langs = Object.keys(texts) as Lang[]

/** The first wish that names a language we have; English when none does. */
export const pickLang = (wishes: readonly (string | null | undefined)[]): Lang => {
  for (const wish of wishes) {
    if (wish?.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (wish?.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}
