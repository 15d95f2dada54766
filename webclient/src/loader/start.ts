/** The launcher's life: one pill, one frame when it is first needed, and the public calls. */

import { createFrame } from './frame'
import type { FrameState, PageState, Product } from './messages'
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

/** Where focus returns to: the control that opened the panel, when it is one. */
const asControl = (element: Element | null): HTMLElement | undefined =>
  element?.matches('a,button') ? (element as HTMLElement) : undefined

/** What the frame says that is remembered for the next page. */
const keep = (shop: string, { live, lang }: FrameState): void => {
  if (live !== undefined) remember(liveKey(shop), live ? '1' : '')
  remember(LANG_KEY, lang)
}

export const start = (options: Options): Api => {
  const { shop, lang, identity } = options
  const state: Omit<PageState, 'page'> = { shown: false, identity, product: undefined }
  let opener: HTMLElement | undefined

  const tell = (change?: Partial<PageState>): void => {
    Object.assign(state, change)
    frame.post({ t: 'state', page: readPage(), ...state })
  }
  const show = (shown: boolean): void => {
    if (shown === state.shown) return
    if (shown) opener = asControl(document.activeElement)
    frame.load()
    view.setShown(shown)
    tell({ shown })
    focus()
  }
  const focus = (): void => {
    if (!state.shown) (opener ?? view.pill).focus()
    else if (view.exit.hidden) frame.focus()
    else view.exit.focus()
  }
  const open = (): void => show(true)
  const close = (): void => show(false)
  const view = createView(options, {
    open,
    close,
    wrap(at) {
      frame.focus()
      frame.post({ t: 'focus', at })
    },
  })
  const greet = (): void => {
    view.exit.hidden = true
    tell()
    if (state.shown) focus()
  }
  const setTitle = createTitle()
  const frame = createFrame(options.frame.origin, view.createFrame, greet, (message) => {
    if (message.t === 'close') close()
    else if (message.t === 'title') setTitle(message.title)
    else {
      keep(shop, message)
      view.describe(message.lang || lang, message.unread)
    }
  })
  onPageMoved(() => tell())
  view.describe(lang, 0)
  // An open conversation is loaded once the page is done, so that its unread figure is true.
  if (recall(liveKey(shop))) setTimeout(frame.load, IDLE_MS)

  const api: Api = {
    open,
    close,
    identify: (identity) => tell({ identity }),
    product: (product) => tell({ product }),
    push(...calls) {
      for (const [method, argument] of calls) api[method](argument as string & Product)
    },
  }
  return api
}
