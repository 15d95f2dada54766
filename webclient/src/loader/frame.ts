/** The frame and the talk with it, strict about who speaks. */

import { isEnvelope, type ToFrame, type ToPage } from './messages'

export interface Frame {
  /** Makes the frame, once. */
  load(): void
  /** Dropped before the frame has spoken: it is told everything then. */
  post(message: ToFrame): void
  focus(): void
}

/** `greet` is called at the frame's first word, `hear` at each. */
export const createFrame = (
  origin: string,
  create: () => HTMLIFrameElement,
  greet: () => void,
  hear: (message: ToPage) => void,
): Frame => {
  let iframe: HTMLIFrameElement | undefined
  let ready = false
  addEventListener('message', ({ source, origin: from, data }) => {
    if (!iframe || source !== iframe.contentWindow || from !== origin || !isEnvelope(data)) return
    const first = !ready
    ready = true
    if (first) greet()
    hear(data as unknown as ToPage)
  })
  return {
    load() {
      iframe ??= create()
    },
    post(message) {
      if (ready) iframe?.contentWindow?.postMessage({ chatd: 1, ...message }, origin)
    },
    focus() {
      iframe?.focus()
    },
  }
}
