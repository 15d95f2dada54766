/**
 * The core's client as a signal, with what this browser keeps for it.
 *
 * Kept over reloads: the visitor's token (all tabs of a shop share it) and, for this tab alone, the
 * lines that the server has not confirmed. When the visitor turns out to be somebody (identity), a
 * new client takes over with both.
 */

import { BuyerClient } from '../core/buyer-client'
import { type BuyerState, initialBuyerState } from '../core/buyer-state'
import type { Clock } from '../core/clock'
import type { Socket, SocketEvents } from '../core/connection'
import type { PendingMessage } from '../core/pending'
import type { PageState } from '../loader/messages'
import { pageInfo, productBody } from './page'
import type { Params } from './params'
import { type ReadonlySignal, signal } from './signals'
import { kept, keys, recall, recallKept, remember } from './storage'

export interface LinkOptions {
  readonly params: Params
  readonly clock: Clock
  readonly openSocket: (events: SocketEvents) => Socket
  readonly newId: () => string
}

/** So many sessions are fetched at once; older ones when the visitor asks for them. */
const SESSIONS_SHOWN = 3

const isOpen = (state: BuyerState): boolean => state.connection.at === 'open'

const shownPage = ({ page, product }: PageState): string => JSON.stringify([page, product])

export class Link {
  readonly #options: LinkOptions
  readonly #keys: { readonly visitor: string; readonly pending: string }
  readonly #state
  #client: BuyerClient | undefined
  #page: PageState | undefined

  constructor(options: LinkOptions) {
    const { shop } = options.params
    this.#options = options
    this.#keys = { visitor: keys.visitor(shop), pending: keys.pending(shop) }
    this.#state = signal<BuyerState>({
      ...initialBuyerState,
      visitor: recall(this.#keys.visitor),
      pending: recallKept<PendingMessage>(this.#keys.pending),
    })
  }

  get state(): ReadonlySignal<BuyerState> {
    return this.#state
  }

  /** Undefined until the page around has said who this is and where. */
  get client(): BuyerClient | undefined {
    return this.#client
  }

  /** The page moved, shows another product or names the visitor; the first call connects. */
  setPage(page: PageState): void {
    const before = this.#page
    this.#page = page
    if (!before || before.identity !== page.identity) this.#connect(page.identity)
    else if (shownPage(before) !== shownPage(page)) this.#visit()
  }

  /** A fresh snapshot: what meets the visitor's next message may have changed. */
  refresh(): void {
    this.#client?.stop()
    this.#client?.start()
  }

  /** Who this is, as the HTTP interface wants to hear it. */
  get authorization(): string {
    const identity = this.#page?.identity
    return identity ? `Identity ${identity}` : `Visitor ${this.#state.value.visitor ?? ''}`
  }

  /** Begins anew, without the token and the lines that this browser kept. */
  forget(): void {
    this.#client?.stop()
    // Whatever it still says is about who the visitor was.
    this.#client = undefined
    this.#changed({ ...this.#state.value, visitor: null, pending: [] })
    this.#connect(this.#page?.identity)
  }

  #connect(identity: string | undefined): void {
    this.#client?.stop()
    const { visitor, pending } = this.#state.value
    const client = new BuyerClient({
      ...this.#options,
      initial: { ...initialBuyerState, visitor, pending },
      hello: () => ({
        shop: this.#options.params.shop,
        ...(this.#page && { page: pageInfo(this.#page) }),
        ...(identity && { identity }),
      }),
      to: this.#options.params.to,
    })
    this.#client = client
    client.store.subscribe(() => {
      if (this.#client === client) this.#changed(client.store.getState())
    })
    client.start()
  }

  #changed(after: BuyerState): void {
    const before = this.#state.value
    this.#state.value = after
    if (after.visitor !== before.visitor) remember(this.#keys.visitor, after.visitor ?? '')
    if (after.pending !== before.pending) kept(this.#keys.pending, after.pending)
    if (isOpen(after) && !isOpen(before)) this.#opened(after)
  }

  #opened(state: BuyerState): void {
    for (const { id } of Object.values(state.sessions).slice(-SESSIONS_SHOWN)) {
      if (state.timelines[id]?.messages.length === 0) void this.#client?.loadOlder(id)
    }
    if (this.#page?.product) this.#visit()
  }

  #visit(): void {
    if (!this.#page || !isOpen(this.#state.value)) return
    const { url, title } = pageInfo(this.#page)
    const product = this.#page.product && productBody(this.#page.product, this.#page)
    // Lost with the connection: the next hello names the page again.
    this.#client?.call('page.visit', { url, title, ...(product && { product }) }).catch(() => {})
  }
}
