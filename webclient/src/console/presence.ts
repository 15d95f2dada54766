/** Changing a state: what ends sessions is asked first. */
import type { PresenceState } from '../core/wire'
import { useClient } from './desk'
import { useAttempt } from './failures'
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
