/**
 * What the shop page (loader) and the server's frame (widget) say to each other by `postMessage`.
 *
 * Each side tells its whole state whenever something of it changes, so nothing depends on an order:
 * the frame says its first `state` when it is ready, and the page answers with its own. Both check
 * the sender's window and origin, and name the receiver's origin when they send.
 */

/** What the shop page shows, told by the page itself through `chatd.product()`. */
export interface Product {
  id: string
  title: string
  price?: string
  url?: string
  image?: string
}

export interface Page {
  url: string
  title: string
  referrer: string
}

export interface PageState {
  page: Page
  /** The panel is open. */
  shown: boolean
  /** A JWT which the shop signed. */
  identity: string | undefined
  product: Product | undefined
}

export interface FrameState {
  unread: number
  /**
   * A conversation is open: load the frame on the next page without waiting for a click. Undefined
   * while the frame does not know yet.
   */
  live: boolean | undefined
  /** The language the visitor chose; empty while they did not. */
  lang: string
}

/** At which of the frame's controls focus comes in. */
export type FrameEnd = 'first' | 'last'

export type ToFrame = ({ t: 'state' } & PageState) | { t: 'focus'; at: FrameEnd }
export type ToPage =
  | ({ t: 'state' } & FrameState)
  | { t: 'close' }
  /** What the tab's title says for now; empty gives the page its own back. */
  | { t: 'title'; title: string }

/** `chatd` tells ours from foreign messages; what is inside is for the receiver to judge. */
export type Envelope<Message> = Message & { chatd: 1 }

export const isEnvelope = (data: unknown): data is { chatd: 1; t: unknown } =>
  (data as { chatd?: unknown } | null)?.chatd === 1
