/** What outlives a reload of this page: drafts at this browser, unsent messages in this tab. */
import { type AgentState, initialAgentState, timelinesOf } from '../core/agent-state'
import type { Store } from '../core/store'
import type { Account } from './auth'
import { readJson, writeJson } from './storage'

type Tab = Pick<AgentState, 'pending' | 'ended' | 'selected'>

const ACCOUNT = 'console.account'
const keyOf = (kind: string, { merchant, username }: Account) =>
  `console.${kind}/${merchant}/${username}`

export const rememberedAccount = (): Account | null =>
  readJson<Account | null>(sessionStorage, ACCOUNT, null)

export const rememberAccount = (account: Account): void =>
  writeJson(sessionStorage, ACCOUNT, account)

export function recall(account: Account): AgentState {
  const drafts = readJson<AgentState['drafts']>(localStorage, keyOf('drafts', account), {})
  const tab = readJson<Partial<Tab>>(sessionStorage, keyOf('tab', account), {})
  const timelines: AgentState['timelines'] = Object.fromEntries(
    Object.values(tab.ended ?? {}).map(({ view }) => [view.id, timelinesOf(view)]),
  )
  return { ...initialAgentState, ...tab, drafts, timelines }
}

const WRITE_AFTER_MS = 300

/** Keeps writing the state down; the returned function stops it. */
export function keep(
  store: Pick<Store<AgentState, never>, 'getState' | 'subscribe'>,
  account: Account,
): () => void {
  let written = store.getState()
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    timer = undefined
    const { drafts, pending, ended, selected } = store.getState()
    if (drafts !== written.drafts) writeJson(localStorage, keyOf('drafts', account), drafts)
    writeJson(sessionStorage, keyOf('tab', account), { pending, ended, selected })
    written = store.getState()
  }
  const later = () => {
    const { drafts, pending, ended, selected } = store.getState()
    const same =
      drafts === written.drafts &&
      pending === written.pending &&
      ended === written.ended &&
      selected === written.selected
    if (!same) timer ??= setTimeout(write, WRITE_AFTER_MS)
  }
  // A page that is closed has no time left to wait.
  const now = () => timer !== undefined && write()
  addEventListener('pagehide', now)
  const unsubscribe = store.subscribe(later)
  return () => {
    removeEventListener('pagehide', now)
    unsubscribe()
    clearTimeout(timer)
  }
}
