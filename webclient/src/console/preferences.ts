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

/** A question to the system's settings, asked again when they change. */
function systemAsks(query: string): () => boolean {
  const list = matchMedia(query)
  const subscribe = (listener: () => void) => {
    list.addEventListener('change', listener)
    return () => list.removeEventListener('change', listener)
  }
  return () => useSyncExternalStore(subscribe, () => list.matches)
}

const useSystemDark = systemAsks('(prefers-color-scheme: dark)')
const useSystemCalm = systemAsks('(prefers-reduced-motion: reduce)')

const useBelow1280 = systemAsks('(max-width: 1279px)')
const useBelow1000 = systemAsks('(max-width: 999px)')

/** What there is no room for beside the conversation, and lies in a drawer instead. */
export function useFolded(): { details: boolean; list: boolean } {
  return { details: useBelow1280(), list: useBelow1000() }
}

/** Light or dark: the choice, or what the system shows. */
export function useMode(): Mode {
  const { theme } = usePreferences()
  const system = useSystemDark() ? 'dark' : 'light'
  return theme === 'system' ? system : theme
}

/** Whether anything may move. */
export const useMotion = (): boolean => !useSystemCalm()
