/** The agent's client in the tree of components, and the hooks that read it. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { AgentClient } from '../core/agent-client'
import type { AgentState } from '../core/agent-state'
import type { Auth } from './auth'

export interface DeskParts {
  client: AgentClient
  auth: Auth
  /** Ends this log-in, which makes the agent offline: back to the log-in page. False: it failed. */
  logOut(): Promise<boolean>
}

const DeskContext = createContext<DeskParts | null>(null)
export const DeskProvider = DeskContext.Provider

export function useDesk(): DeskParts {
  const parts = useContext(DeskContext)
  if (!parts) throw new Error('outside of the desk')
  return parts
}

export const useClient = (): AgentClient => useDesk().client

/**
 * A part of the state. The selector must give the same object while nothing changed: select what
 * the state holds, and derive from it with `useMemo`.
 */
export function useAgentState<Part>(select: (state: AgentState) => Part): Part {
  const { store } = useClient()
  return useSyncExternalStore(store.subscribe, () => select(store.getState()))
}

/** Who is at this console. Only used below the point where the first snapshot has arrived. */
export function useMe() {
  const me = useAgentState((state) => state.me)
  if (!me) throw new Error('before the first snapshot')
  return me
}

/** Whether this account may use a command, or one of the actions the server names besides. */
export const useMay = (action: string): boolean => useMe().permissions.includes(action)
