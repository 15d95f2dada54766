/** The launcher's life: one pill, one frame when it is first needed, and the public calls. */

import { createFrame } from './frame'
import type { PageState, Product, ToPage } from './messages'
import type { Options } from './options'
import { LANG_KEY, liveKey, recall, remember } from './storage'
import { createTitle } from './title'
import { createView } from './view'

/** `window.chatd`. */
export interface Api {
  open(): void
  close(): void
  /** Who the visitor is: a JWT which the shop signed. */
  identify(jwt: string): void
  /** What the page shows; without it the product card goes. */
  product(product?: Product): void
  /** The form in which calls wait for this script: `['open']`, `['identify', jwt]`, … */
  push(...calls: Call[]): void
}
export type Call = [method: 'open' | 'close' | 'identify' | 'product', argument?: unknown]

declare global {
  interface Window {
    /** An array of calls until this script is there. */
    chatd?: Api | Call[]
  }
}

const IDLE_MS = 2000

const readPage = (): PageState['page'] => ({
  url: location.href,
  title: document.title,
  referrer: document.referrer,
})

/** A single-page shop moves without loading: notice it without patching its `history`. */
const onPageMoved = (tell: () => void): void => {
  const { navigation } = window as { navigation?: EventTarget }
  if (navigation) navigation.addEventListener('navigatesuccess', tell)
  else addEventListener('popstate', tell)
}

/** Where focus returns to: the control that opened the panel, when it still is one. */
const asControl = (element: Element | null): HTMLElement | undefined =>
  element?.matches('a,button') ? (element as HTMLElement) : undefined

export const start = (options: Options): Api => {
  const key = liveKey(options.shop)
  const setTitle = createTitle()
  let { identity } = options
  let product: Product | undefined
  let shown = false
  let opener: HTMLElement | undefined

  const tell = (): void => frame.post({ t: 'state', page: readPage(), shown, identity, product })
  const show = (value: boolean): void => {
    if (value === shown) return
    shown = value
    if (shown) opener = asControl(document.activeElement)
    frame.load()
    view.setShown(shown)
    tell()
    if (shown) {
      view.exit.focus()
      frame.focus()
    } else (opener ?? view.pill).focus()
  }
  const view = createView(options, {
    open: () => show(true),
    close: () => show(false),
    wrap(at) {
      frame.focus()
      frame.post({ t: 'focus', at })
    },
  })
  const hear = (message: ToPage): void => {
    switch (message.t) {
      case 'close':
        show(false)
        break
      case 'title':
        setTitle(message.title)
        break
      case 'state':
        remember(key, message.live ? '1' : '')
        remember(LANG_KEY, message.lang)
        view.describe(message.lang || options.lang, message.unread)
    }
  }
  const greet = (): void => {
    view.exit.hidden = true
    tell()
    if (shown) frame.focus()
  }
  const frame = createFrame(options.frame.origin, view.createFrame, greet, hear)
  onPageMoved(tell)
  view.describe(options.lang, 0)
  // An open conversation is loaded once the page is done, so that its unread figure is true.
  if (recall(key)) setTimeout(frame.load, IDLE_MS)

  const api: Api = {
    open: () => show(true),
    close: () => show(false),
    identify(jwt) {
      identity = jwt
      tell()
    },
    product(value) {
      product = value
      tell()
    },
    push(...calls) {
      for (const [method, argument] of calls) api[method](argument as string & Product)
    },
  }
  return api
}
