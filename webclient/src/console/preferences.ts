/** Choices of the person at this browser, kept in its storage. */
import { useSyncExternalStore } from 'react'
import { Store } from '../core/store'
import type { Locale } from '../core/time'
import { readJson, writeJson } from './storage'
import type { Mode } from './theme'

export interface Preferences {
  readonly locale: Locale
  readonly theme: Mode | 'system'
  readonly sendKey: 'enter' | 'ctrlEnter'
  readonly detailsShown: boolean
}

const KEY = 'console.preferences'

const defaults = (): Preferences => ({
  locale: navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
  theme: 'system',
  sendKey: 'enter',
  detailsShown: true,
})

const change = (state: Preferences, patch: Partial<Preferences>): Preferences => ({
  ...state,
  ...patch,
})

export const preferences = new Store<Preferences, Partial<Preferences>>(change, {
  ...defaults(),
  ...readJson<Partial<Preferences>>(localStorage, KEY, {}),
})
preferences.subscribe(() => writeJson(localStorage, KEY, preferences.getState()))

export const usePreferences = (): Preferences =>
  useSyncExternalStore(preferences.subscribe, preferences.getState)

const dark = matchMedia('(prefers-color-scheme: dark)')
const onSystemTheme = (listener: () => void) => {
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

/** Light or dark: the choice, or what the system shows. */
export function useMode(): Mode {
  const { theme } = usePreferences()
  const system = useSyncExternalStore(onSystemTheme, () => (dark.matches ? 'dark' : 'light'))
  return theme === 'system' ? system : theme
}
