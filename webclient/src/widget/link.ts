/**
 * The core's client as a signal, with what this browser keeps for it.
 *
 * Kept over reloads: the visitor's token (all tabs of a shop share it) and, for this tab alone, the
 * lines that the server has not confirmed. When the visitor turns out to be somebody (identity), a
 * new client takes over with both.
 */

import { type ReadonlySignal, signal } from '@preact/signals'
import { BuyerClient } from '../core/buyer-client'
import { type BuyerState, initialBuyerState, liveSession } from '../core/buyer-state'
import type { Clock } from '../core/clock'
import type { Socket, SocketEvents } from '../core/connection'
import type { PendingMessage } from '../core/pending'
import type { PageState } from '../loader/messages'
import { notesBetween, type SessionNote } from './notes'
import { pageInfo, productBody } from './page'
import type { Params } from './params'
import { kept, keys, recall, recallKept, remember } from './storage'

export interface LinkOptions {
  readonly params: Params
  readonly clock: Clock
  readonly openSocket: (events: SocketEvents) => Socket
  readonly newId: () => string
}

export interface Link {
  readonly state: ReadonlySignal<BuyerState>
  readonly notes: ReadonlySignal<readonly SessionNote[]>
  /** Undefined until the page around has said who this is and where. */
  client(): BuyerClient | undefined
  /** The page moved, shows another product or names the visitor; the first call connects. */
  setPage(page: PageState): void
  /** A fresh snapshot: what meets the visitor's next message may have changed. */
  refresh(): void
}

const isOpen = (state: BuyerState): boolean => state.connection.at === 'open'

/** What changed between two states, as notes between the lines. */
const notesOf = (before: BuyerState, after: BuyerState, now_ms: number): SessionNote[] => {
  if (before.sessions === after.sessions || before.me === null) return []
  return Object.values(after.sessions).flatMap((view) => {
    const known = before.sessions[view.id]
    // A session that a fresh snapshot brings along was taken before we came.
    return view === known || (!known && !isOpen(after)) ? [] : notesBetween(known, view, now_ms)
  })
}

const shownPage = ({ page, product }: PageState): string => JSON.stringify([page, product])

export const createLink = ({ params, clock, openSocket, newId }: LinkOptions): Link => {
  const visitorKey = keys.visitor(params.shop)
  const pendingKey = keys.pending(params.shop)
  const state = signal<BuyerState>({
    ...initialBuyerState,
    visitor: recall(visitorKey),
    pending: recallKept<PendingMessage>(pendingKey),
  })
  const notes = signal<readonly SessionNote[]>([])
  let client: BuyerClient | undefined
  let page: PageState | undefined

  const visit = (): void => {
    if (!page || !isOpen(state.value)) return
    const { url, title } = pageInfo(page)
    const product = page.product && productBody(page.product, page)
    const fields = { url, title, ...(product && { product }) }
    // Lost with the connection: the next hello names the page again.
    client?.call('page.visit', fields).catch(() => {})
  }
  const opened = (after: BuyerState): void => {
    const session = liveSession(after) ?? Object.values(after.sessions).at(-1)
    if (session && after.timelines[session.id]?.messages.length === 0) {
      void client?.loadOlder(session.id)
    }
    if (page?.product) visit()
  }
  const changed = (after: BuyerState): void => {
    const before = state.value
    state.value = after
    const now_ms = clock.now() + after.clockOffsetMs
    const more = notesOf(before, after, now_ms)
    if (more.length > 0) notes.value = [...notes.value, ...more]
    if (after.visitor !== before.visitor) remember(visitorKey, after.visitor ?? '')
    if (after.pending !== before.pending) kept(pendingKey, after.pending)
    if (isOpen(after) && !isOpen(before)) opened(after)
  }
  const connect = (now: PageState): void => {
    client?.stop()
    const { visitor, pending } = state.value
    const { identity } = now
    const next = new BuyerClient({
      openSocket,
      clock,
      newId,
      initial: { ...initialBuyerState, visitor, pending },
      hello: () => ({
        shop: params.shop,
        page: pageInfo(page ?? now),
        ...(identity && { identity }),
      }),
      to: params.to,
    })
    client = next
    next.store.subscribe(() => {
      if (client === next) changed(next.store.getState())
    })
    next.start()
  }
  return {
    state,
    notes,
    client: () => client,
    setPage(now) {
      const before = page
      page = now
      if (!before || before.identity !== now.identity) connect(now)
      else if (shownPage(before) !== shownPage(now)) visit()
    },
    refresh() {
      client?.stop()
      client?.start()
    },
  }
}
