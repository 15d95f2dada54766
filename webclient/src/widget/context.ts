/** The widget as its parts see it: values that tell when they change, and what can be done. */

import type { Product } from '../loader/messages'
import type { Files } from './files'
import type { Host } from './host'
import type { Prefs } from './prefs'
import type { Signal } from './signals'
import type { Lang, Text } from './text'
import type { View } from './view'

/** What the message form holds. */
export interface LeftMessage {
  readonly name: string
  readonly email: string
  readonly text: string
}

/** `failed`: it did not get through, trying again may help. */
export type Outcome = 'done' | 'failed'

export interface Actions {
  send(text: string): void
  /** Sends a card of what the page shows. */
  askProduct(product: Product): void
  resend(cid: string): void
  discard(cid: string): void
  /** The input holds this now: kept as draft, and previewed to the agent where the shop wants it. */
  type(text: string): void
  fetchOlder(): Promise<void>
  leave(): Promise<Outcome>
  leaveMessage(message: LeftMessage): Promise<Outcome>
  saveContact(name: string, email: string): Promise<Outcome>
  rate(score: number, comment: string): Promise<Outcome>
  /** No rating, or done with it. */
  closeRating(): void
  startAgain(): void
  /** Does not wait out the pause before the next try to connect. */
  retry(): void
  close(): void
}

/** How the visitor is known to the HTTP interface, for a copy of their data and its erasure. */
export interface OwnData {
  readonly shop: string
  /** The header of this name. */
  authorization(): string
  /** Nothing of the visitor stays in this browser; they begin anew. */
  forget(): void
}

export interface Widget extends Actions {
  readonly host: Host
  readonly lang: Lang
  readonly text: Text
  readonly view: View
  readonly prefs: Prefs
  readonly files: Files
  readonly ownData: OwnData
  readonly draft: string
  /** What is known of the visitor, to fill forms with. */
  readonly visitor: { readonly name: string; readonly email: string }
  readonly canLeave: boolean
  /** The newest line is in sight. */
  readonly atEnd: Signal<boolean>
  readonly menuShown: Signal<boolean>
  /** What is to be confirmed in a dialog. */
  readonly asked: Signal<'leave' | 'export' | 'erase' | undefined>
  /** The visitor would rather leave a message than wait. */
  readonly formAsked: Signal<boolean>
  /** A rating was just given. */
  readonly rateThanked: boolean
  setLang(lang: Lang): Promise<void>
}

let widget: Widget

/** The one that the page shows. */
export const provideWidget = (provided: Widget): void => {
  widget = provided
}

/** For the parts, of which every one is drawn again when something it reads of it has changed. */
export const useWidget = (): Widget => widget
