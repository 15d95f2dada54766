/** The widget's two languages. A frame loads the one it speaks. */

import type { Text } from './en'

export type { Text }
export type Lang = 'zh-CN' | 'en'

/** Each in its own tongue. */
export const langNames: Readonly<Record<Lang, string>> = { 'zh-CN': '简体中文', en: 'English' }
export const langs = Object.keys(langNames) as Lang[]

export const loadText = async (lang: Lang): Promise<Text> => {
  const words = lang === 'en' ? import('./en') : import('./zh')
  return (await words).text
}

/** The first wish that names a language we have; English when none does. */
export const pickLang = (wishes: readonly (string | null | undefined)[]): Lang => {
  for (const wish of wishes) {
    if (wish?.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (wish?.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}
