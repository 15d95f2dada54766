/**
 * What outlives a reload of this page: drafts and unsent messages at this browser, the rest in this
 * tab.
 *
 * Each tab keeps its unsent messages under a name of its own. What a tab that is gone has left behind
 * is sent by the next one of the same account; a message sent twice is stored once, by its `cid`.
 */

import { type AgentState, initialAgentState, timelinesOf } from '../core/agent-state'
import { newId } from '../core/new-id'
import type { PendingMessage } from '../core/pending'
import type { Store } from '../core/store'
import type { Account } from './auth'
import { readJson, writeJson } from './storage'

type Tab = Pick<AgentState, 'ended' | 'panes' | 'selected' | 'pause'>

/** Unsent messages of one tab, with the time they were written down. */
interface Unsent {
  readonly at_ms: number
  readonly pending: readonly PendingMessage[]
}

const ACCOUNT = 'console.account'
const TAB = 'console.tabId'
const keyOf = (kind: string, { merchant, username }: Account) =>
  `console.${kind}/${merchant}/${username}`
const unsentKey = (account: Account, tab: string) => `${keyOf('unsent', account)}/${tab}`

export const rememberedAccount = (): Account | null =>
  readJson<Account | null>(sessionStorage, ACCOUNT, null)

export const rememberAccount = (account: Account): void =>
  writeJson(sessionStorage, ACCOUNT, account)

let naming: Promise<string> | undefined

/** The name of this tab; the copy a browser makes of a tab gets another one. */
export function nameTab(): Promise<string> {
  naming ??= findName()
  return naming
}

async function findName(): Promise<string> {
  const known = readJson<string | null>(sessionStorage, TAB, null)
  if (known !== null && (await hold(known))) return known
  const fresh = newId()
  writeJson(sessionStorage, TAB, fresh)
  await hold(fresh)
  return fresh
}

const lockOf = (tab: string) => `console.tab/${tab}`

/** Holds the tab's name as long as the page lives; false when another page does. */
function hold(tab: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    void navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      return lock === null ? undefined : new Promise(() => {})
    })
  })
}

export function recall(account: Account, name: string): AgentState {
  const drafts = readJson<AgentState['drafts']>(localStorage, keyOf('drafts', account), {})
  const { pending } = readUnsent(unsentKey(account, name))
  const tab = readJson<Partial<Tab>>(sessionStorage, keyOf('tab', account), {})
  const timelines: AgentState['timelines'] = Object.fromEntries(
    Object.values(tab.ended ?? {}).map(({ view }) => [view.id, timelinesOf(view)]),
  )
  return { ...initialAgentState, ...tab, pending, drafts, timelines }
}

const readUnsent = (key: string): Unsent =>
  readJson<Unsent>(localStorage, key, { at_ms: 0, pending: [] })

/** Without locks (no secure context) a page counts as gone after this time. */
const GONE_AFTER_MS = 60_000

/** Takes over what pages that are gone have not delivered. */
export async function takeOrphans(account: Account, now_ms: number): Promise<PendingMessage[]> {
  const held = (await navigator.locks?.query())?.held
  const live = held && new Set(held.map((lock) => lock.name))
  const prefix = unsentKey(account, '')
  const orphans: PendingMessage[] = []
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
    const { at_ms, pending } = readUnsent(key)
    const gone = live ? !live.has(lockOf(key.slice(prefix.length))) : at_ms < now_ms - GONE_AFTER_MS
    if (!gone) continue
    orphans.push(...pending)
    localStorage.removeItem(key)
  }
  return orphans
}

const WRITE_AFTER_MS = 300

/** Keeps writing the state down; the returned function stops it. */
export function keep(
  store: Pick<Store<AgentState, never>, 'getState' | 'subscribe'>,
  account: Account,
  name: string,
): () => void {
  let written = store.getState()
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    const state = store.getState()
    const { drafts, ended, panes, selected, pause } = state
    if (drafts !== written.drafts) writeJson(localStorage, keyOf('drafts', account), drafts)
    writeJson(sessionStorage, keyOf('tab', account), { ended, panes, selected, pause })
    written = state
  }
  const writeUnsent = () => {
    const { pending } = store.getState()
    if (pending.length === 0) localStorage.removeItem(unsentKey(account, name))
    else writeJson(localStorage, unsentKey(account, name), { at_ms: Date.now(), pending })
  }
  let unsent = written.pending
  const later = () => {
    const state = store.getState()
    // At once: a message must not be lost between two writes.
    if (state.pending !== unsent) {
      unsent = state.pending
      writeUnsent()
    }
    const same = KEPT.every((part) => state[part] === written[part])
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

const KEPT = ['drafts', 'ended', 'panes', 'selected', 'pause'] as const
