/** Light or dark, the shop's accent, language and direction: set on the document from script. */

import { accentFor, parseHex, toCss, WHITE } from './accent'
import type { Params } from './params'
import { effect, type ReadonlySignal } from './signals'
import type { Text } from './text'

/** As --ground in the stylesheet. */
const GROUND = { light: WHITE, dark: parseHex('#15181b') }

export const applyAppearance = (params: Params, text: ReadonlySignal<Text>): void => {
  const root = document.documentElement
  const darkWish = matchMedia('(prefers-color-scheme: dark)')
  const dress = (): void => {
    const theme = params.theme === 'auto' ? (darkWish.matches ? 'dark' : 'light') : params.theme
    root.classList.toggle('is-dark', theme === 'dark')
    root.style.colorScheme = theme
    // White stands on it, whatever the theme.
    root.style.setProperty('--accent', toCss(accentFor(params.accent, WHITE)))
    root.style.setProperty('--accent-text', toCss(accentFor(params.accent, GROUND[theme])))
  }
  darkWish.addEventListener('change', dress)
  dress()
  effect(() => {
    root.lang = text.value.code
    document.title = text.value.chat
  })
}
