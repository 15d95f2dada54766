/** Puts the widget together: the link to the server, what this browser knows, and the actions. */

import type { BuyerSessionView } from '../protocol/generated'
import { createActions } from './actions'
import { createAttention } from './attention'
import type { Widget } from './context'
import { currentSession, deriveView, TALKING } from './derive'
import { createFiles } from './files'
import type { Host } from './host'
import type { Language } from './language'
import type { Link } from './link'
import { createDraft, createRated, createVisitor } from './memory'
import type { Params } from './params'
import { createPrefs } from './prefs'
import { computed, effect, type ReadonlySignal, signal } from './signals'

const isLive = (session: BuyerSessionView | undefined): boolean =>
  session !== undefined && session.phase !== 'closed'

/** Whatever the page around has to know, whenever it changes. */
const reportState = (
  host: Host,
  unread: ReadonlySignal<number>,
  live: ReadonlySignal<boolean | undefined>,
  chosenLang: ReadonlySignal<string>,
): void => {
  effect(() => {
    host.tell({ t: 'state', unread: unread.value, live: live.value, lang: chosenLang.value })
  })
}

export const createWidget = (
  { shop }: Params,
  host: Host,
  link: Link,
  { chosen, lang, text, choose }: Language,
): Widget => {
  const prefs = createPrefs()
  const rated = createRated()
  const dismissed = signal<ReadonlySet<string>>(new Set())
  const formAsked = signal(false)
  const leftByVisitor = signal<ReadonlySet<string>>(new Set())
  const atEnd = signal(true)
  const markRead = (session: string): void => link.client?.markRead(session)
  const attention = createAttention({ state: link.state, text, host, prefs, atEnd, markRead })
  const view = computed(() =>
    deriveView(link.state.value, {
      dismissed: dismissed.value,
      isRated: rated.has,
      formAsked: formAsked.value,
      leftByVisitor: leftByVisitor.value,
      firstNew: attention.firstNew.value,
      now_ms: Date.now(),
    }),
  )
  const current = computed(() => currentSession(link.state.value, dismissed.value))
  const visitor = createVisitor(shop, link)
  const draft = createDraft(shop)

  const live = computed(() => (link.state.value.me ? isLive(current.value) : undefined))

  reportState(host, attention.unread, live, chosen)
  return {
    host,
    get lang() {
      return lang.value
    },
    get text() {
      return text.value
    },
    get view() {
      return view.value
    },
    prefs,
    files: createFiles(link),
    ownData: {
      shop,
      authorization: () => link.authorization,
      forget() {
        draft.set('')
        visitor.forget()
        link.forget()
      },
    },
    get draft() {
      return draft.text.value
    },
    get visitor() {
      return visitor.known.value
    },
    get canLeave() {
      return view.value.connected && TALKING.has(view.value.phase)
    },
    atEnd,
    menuShown: signal(false),
    asked: signal(undefined),
    formAsked,
    get rateThanked() {
      return rated.thanked.value
    },
    setLang: choose,
    ...createActions({
      host,
      link,
      view,
      current,
      visitor,
      draft,
      rated,
      dismissed,
      formAsked,
      leftByVisitor,
      noticed: attention.noticed,
    }),
  }
}
