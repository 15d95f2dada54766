/** Choices of the person at this browser, kept in its storage. */
import { useSyncExternalStore } from 'react'
import { Store } from '../core/store'
import type { Locale } from '../core/time'
import type { TextBody } from '../protocol/generated'
import { type AlertChoices, DEFAULT_ALERTS } from './alerts/choices'
import { useAgentState } from './desk'
import type { Keys } from './keys'
import { readJson, writeJson } from './storage'
import type { Mode } from './theme'

export interface Preferences {
  readonly locale: Locale
  readonly theme: Mode | 'system'
  readonly sendKey: 'enter' | 'ctrlEnter'
  readonly detailsShown: boolean
  /** 显示动态头像: pictures of people that move do so, where anything may. */
  readonly movingAvatars: boolean
  /** How long a message can be taken back before it is sent; 0: it is sent at once. */
  readonly undoMs: number
  /** Those that are not the usual ones. */
  readonly keys: Partial<Keys>
  readonly alerts: AlertChoices
  /** How one's own messages look, to whoever reads them. */
  readonly font: Omit<TextBody, 'text'>
}

const KEY = 'console.preferences'

/** How long a message can be taken back, for those who want that. */
export const UNDO_MS = 5_000

const defaults = (): Preferences => ({
  locale: navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
  theme: 'system',
  sendKey: 'enter',
  detailsShown: true,
  movingAvatars: true,
  undoMs: 0,
  keys: {},
  alerts: DEFAULT_ALERTS,
  font: {},
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

/** Function bar, list and two panes of 420 px; with the details column beside them. */
const useFitsTwo = systemAsks('(min-width: 1184px)')
const useFitsTwoAndDetails = systemAsks('(min-width: 1524px)')
const useFitsTwoWithoutList = systemAsks('(min-width: 904px) and (max-width: 999px)')

/** Whether two panes fit side by side, none under 420 px wide. */
export const useFitsPanes = (): boolean => {
  const [beside, alone] = [useFitsTwo(), useFitsTwoWithoutList()]
  return beside || alone
}

/** What there is no room for beside the conversation, and lies in a drawer instead. */
export function useFolded(): { details: boolean; list: boolean } {
  const several = useAgentState((state) => state.panes.length > 1)
  const [narrow, twoFit] = [useBelow1280(), useFitsTwoAndDetails()]
  return { details: narrow || (several && !twoFit), list: useBelow1000() }
}

/** Light or dark: the choice, or what the system shows. */
export function useMode(): Mode {
  const { theme } = usePreferences()
  const system = useSystemDark() ? 'dark' : 'light'
  return theme === 'system' ? system : theme
}

/** Whether the console runs as an installed app, in a window of its own. */
export const useInstalled = systemAsks('(display-mode: standalone)')

/** Whether anything may move. */
export const useMotion = (): boolean => !useSystemCalm()
