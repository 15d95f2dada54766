/** What the visitor can do. */

import type { Product } from '../loader/messages'
import type { BuyerSessionView } from '../protocol/generated'
import type { Actions, LeftMessage, Outcome } from './context'
import type { Host } from './host'
import type { Link } from './link'
import type { Draft, Rated, Visitor } from './memory'
import { productBody } from './page'
import { effect, type ReadonlySignal, type Signal } from './signals'
import type { View } from './view'

export interface ActionsOptions {
  readonly host: Host
  readonly link: Link
  readonly view: ReadonlySignal<View>
  readonly current: ReadonlySignal<BuyerSessionView | undefined>
  readonly visitor: Visitor
  readonly draft: Draft
  readonly rated: Rated
  readonly dismissed: Signal<ReadonlySet<string>>
  readonly formAsked: Signal<boolean>
  readonly leftByVisitor: Signal<ReadonlySet<string>>
  /** The visitor has seen what is new. */
  readonly noticed: () => void
}

const tryOut = async (task: () => Promise<unknown>): Promise<Outcome> => {
  try {
    await task()
    return 'done'
  } catch {
    return 'failed'
  }
}

/** Resolves once every line on its way has its answer. */
const whenSent = (link: Link): Promise<void> =>
  new Promise((resolve) => {
    const stop = effect(() => {
      if (link.state.value.pending.some(({ failure }) => failure === null)) return
      queueMicrotask(() => stop())
      resolve()
    })
  })

type Writing = Pick<Actions, 'send' | 'askProduct' | 'resend' | 'discard' | 'type' | 'fetchOlder'>

const writing = ({ host, link, view, draft, noticed }: ActionsOptions): Writing => ({
  send(words) {
    link.client?.send({ kind: 'text', body: { text: words.trim() } })
    draft.set('')
    noticed()
  },
  askProduct(product: Product) {
    const page = host.state.value
    if (page) link.client?.send({ kind: 'product', body: productBody(product, page) })
    noticed()
  },
  resend: (cid) => link.client?.retry(cid),
  discard: (cid) => link.client?.discard(cid),
  type(words) {
    draft.set(words)
    if (view.value.previewShown) link.client?.setTyping(words)
  },
  async fetchOlder() {
    const { timelines, sessions } = link.state.value
    const next = Object.keys(sessions).findLast((id) => timelines[id]?.complete === false)
    if (next) await link.client?.loadOlder(next)
  },
})

type Leaving = Pick<Actions, 'leave' | 'leaveMessage' | 'saveContact'>

const leaving = (options: ActionsOptions, send: Writing['send']): Leaving => {
  const { link, current, visitor, formAsked, leftByVisitor } = options
  const leave = async (): Promise<void> => {
    const session = current.value?.id
    if (session) await link.client?.call('session.leave', { session })
    formAsked.value = false
  }
  const leaveMessage = async ({ name, email, text }: LeftMessage): Promise<void> => {
    await visitor.save(name.trim(), email)
    if (text.trim()) send(text)
    // A line that came after the leaving would bring its session back into the queue.
    await whenSent(link)
    if (current.value?.phase === 'queued') await leave()
  }
  const leaveAtOnce = async (): Promise<void> => {
    const session = current.value?.id ?? ''
    await leave()
    leftByVisitor.value = new Set([...leftByVisitor.value, session])
  }
  return {
    leave: () => tryOut(leaveAtOnce),
    leaveMessage: (message) => tryOut(() => leaveMessage(message)),
    saveContact: (name, email) => tryOut(() => visitor.save(name, email)),
  }
}

type Ending = Pick<Actions, 'rate' | 'closeRating' | 'startAgain'>

const ending = ({ link, current, rated, dismissed }: ActionsOptions): Ending => ({
  rate: (score, comment) =>
    tryOut(async () => {
      const session = current.value?.id ?? ''
      await link.client?.call('session.rate', { session, score, ...(comment && { comment }) })
      rated.add(session)
      rated.thanked.value = true
    }),
  closeRating() {
    if (current.value) rated.add(current.value.id)
  },
  startAgain() {
    if (current.value) dismissed.value = new Set([...dismissed.value, current.value.id])
    rated.thanked.value = false
    link.refresh()
  },
})

export const createActions = (options: ActionsOptions): Actions => {
  const { host, link } = options
  const write = writing(options)
  return {
    ...write,
    ...leaving(options, write.send),
    ...ending(options),
    retry: () => link.client?.wake(),
    close: () => host.tell({ t: 'close' }),
  }
}
