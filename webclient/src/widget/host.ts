/** The shop page around the frame: what it says, and what it is told. */

import {
  type FrameEnd,
  type FrameState,
  isEnvelope,
  type PageState,
  type ToFrame,
  type ToPage,
} from '../loader/messages'
import { type Signal, signal } from './signals'

export interface Host {
  /** Undefined until the page has spoken. */
  readonly state: Signal<PageState | undefined>
  /** False when the address was opened by itself, without a page around it. */
  readonly framed: boolean
  tell(message: ToPage): void
  onFocus(focus: (at: FrameEnd) => void): void
}

const alone: PageState = {
  page: { url: location.href, title: document.title, referrer: document.referrer },
  shown: true,
  identity: undefined,
  product: undefined,
}

const isPageState = (message: ToFrame): message is { t: 'state' } & PageState =>
  message.t === 'state' && typeof message.page?.url === 'string'

/** Args: origin: of the page that our address names; only it is heard and told. */
export const connectHost = (origin: string): Host => {
  const framed = window.parent !== window && origin !== ''
  const state = signal<PageState | undefined>(framed ? undefined : alone)
  let focus: (at: FrameEnd) => void = () => {}
  if (framed) {
    addEventListener('message', ({ source, origin: from, data }) => {
      if (source !== window.parent || from !== origin || !isEnvelope(data)) return
      const message = data as unknown as ToFrame
      if (isPageState(message)) state.value = message
      else if (message.t === 'focus') focus(message.at)
    })
  }
  return {
    state,
    framed,
    tell(message) {
      if (framed) window.parent.postMessage({ chatd: 1, ...message }, origin)
    },
    onFocus(run) {
      focus = run
    },
  }
}

export type { FrameState }
