/** What is open on this screen. Everything that is about sessions is in the client's own store. */
import { useSyncExternalStore } from 'react'
import { Store } from '../core/store'
import type { InvitationMode, PresenceState } from '../core/wire'
import type { SettingsPageKey } from './settings/pages'

export type Page = 'reception' | 'left' | 'team' | 'settings'
export type Tab = 'open' | 'recent' | 'colleagues'

export type Dialog =
  | { kind: 'transfer'; session: string; mode: InvitationMode }
  /** `closing`: the session is closed after it, which the merchant does not allow without one. */
  | { kind: 'summary'; session: string; closing?: boolean }
  | { kind: 'block'; session: string }
  | { kind: 'reassign'; session: string }
  | { kind: 'close'; session: string }
  | { kind: 'departure'; state: PresenceState; agent: string; logout: boolean }
  | { kind: 'keys' }
  | { kind: 'switcher' }

export interface Ui {
  readonly page: Page
  readonly tab: Tab
  readonly settingsPage: SettingsPageKey
  readonly dialog: Dialog | null
  /** The column that lies over the conversation where there is no room beside it. */
  readonly drawer: 'details' | 'list' | null
}

const change = (state: Ui, patch: Partial<Ui>): Ui => ({ ...state, ...patch })

export const ui = new Store<Ui, Partial<Ui>>(change, {
  page: 'reception',
  tab: 'open',
  settingsPage: 'appearance',
  dialog: null,
  drawer: null,
})

export const useUi = (): Ui => useSyncExternalStore(ui.subscribe, ui.getState)
export const openDialog = (dialog: Dialog): void => ui.dispatch({ dialog })
export const closeDialog = (): void => ui.dispatch({ dialog: null })
