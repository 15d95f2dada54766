/** Languages of the console. The choice is in `preferences`; i18next follows it. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Locale } from '../../core/time'
import { en } from './en'
import { zh } from './zh'

export const LOCALES: readonly { locale: Locale; name: string }[] = [
  { locale: 'zh-CN', name: '中文' },
  { locale: 'en', name: 'English' },
]

export async function startTranslation(locale: Locale): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  })
}
