/** Changing a state: what ends sessions is asked first. */
import { App } from 'antd'
import type { PresenceState } from '../core/wire'
import { useClient, useDesk, useMe } from './desk'
import { useAttempt } from './failures'
import { useTranslation } from './i18n/Words'
import { affects, departureOf } from './rows'
import { openDialog } from './ui'

export const PRESENCES: readonly PresenceState[] = [
  'online',
  'invisible',
  'suspended',
  'busy',
  'away',
  'offline',
]

const departs = (state: PresenceState): boolean => state === 'away' || state === 'offline'

export function useSetPresence() {
  const client = useClient()
  const attempt = useAttempt()

  /** Without a question. `agent` is a colleague's username, or one's own. */
  const apply = (state: PresenceState, agent: string): Promise<boolean> => {
    const colleague = agent === client.store.getState().me?.agent ? {} : { agent }
    return attempt(() => client.call('presence.set', { state, ...colleague }))
  }

  /** Asks first when it would end sessions. */
  const choose = (state: PresenceState, agent: string): void => {
    const asks = departs(state) && affects(departureOf(client.store.getState().sessions, agent))
    if (asks) openDialog({ kind: 'departure', state, agent, logout: false })
    else void apply(state, agent)
  }

  return { apply, choose }
}

/** Logging out is a chosen offline: it asks first when it would end sessions. */
export function useLogOut() {
  const { client, logOut } = useDesk()
  const { t } = useTranslation()
  const { message } = App.useApp()
  const me = useMe()

  /** Without a question. */
  const apply = async (): Promise<void> => {
    if (!(await logOut())) message.error(t('shell.logoutFailed'))
  }

  const choose = (): void => {
    const asks = affects(departureOf(client.store.getState().sessions, me.agent))
    if (asks) openDialog({ kind: 'departure', state: 'offline', agent: me.agent, logout: true })
    else void apply()
  }

  return { apply, choose }
}
