/** Puts the widget together: the link to the server, what this browser knows, and the actions. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { createAttention } from './attention'
import type { LeftMessage, Outcome, Widget } from './context'
import { currentSession, deriveView } from './derive'
import type { Host } from './host'
import type { Language } from './language'
import type { Link } from './link'
import { productBody } from './page'
import type { Params } from './params'
import { createPrefs } from './prefs'
import { keys, recall, remember } from './storage'

const LEAVABLE: ReadonlySet<string> = new Set(['open', 'cached', 'queued'])

/** What the visitor once told: kept for all tabs, unlike what the server knows of them. */
const createVisitor = (shop: string, link: Link) => {
  const name = signal(recall(keys.name(shop)) ?? '')
  const email = signal(recall(keys.email(shop)) ?? '')
  const visitor = computed(() => {
    const { me } = link.state.value
    return {
      name: name.value || (me?.identified ? me.name : ''),
      email: me?.email ?? email.value,
    }
  })
  const save = async (newName: string, newEmail: string): Promise<void> => {
    const fields = { ...(newName && { name: newName }), ...(newEmail && { email: newEmail }) }
    await link.client()?.call('contact.update', fields)
    name.value = newName
    email.value = newEmail
    remember(keys.name(shop), newName)
    remember(keys.email(shop), newEmail)
  }
  return { visitor, save }
}

const createDraft = (shop: string) => {
  const draft = signal(recall(keys.draft(shop)) ?? '')
  const set = (text: string): void => {
    draft.value = text
    remember(keys.draft(shop), text)
  }
  return { draft, set }
}

/** Sessions that were rated, or whose rating was declined. */
const createRated = () => {
  const ids = signal<ReadonlySet<string>>(new Set())
  const thanked = signal(false)
  return {
    thanked,
    has: (session: string): boolean =>
      ids.value.has(session) || recall(keys.rated(session)) !== null,
    ids,
    add(session: string): void {
      remember(keys.rated(session), '1')
      ids.value = new Set([...ids.value, session])
    },
  }
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

export const createWidget = (
  params: Params,
  host: Host,
  link: Link,
  { chosen, lang, text, choose }: Language,
): Widget => {
  const prefs = createPrefs()
  const { draft, set: setDraft } = createDraft(params.shop)
  const { visitor, save } = createVisitor(params.shop, link)
  const rated = createRated()
  const dismissed = signal<ReadonlySet<string>>(new Set())
  const formAsked = signal(false)
  const atEnd = signal(true)
  const attention = createAttention({
    state: link.state,
    text,
    host,
    prefs,
    atEnd,
    markRead: (session) => link.client()?.markRead(session),
  })
  const view = computed(() =>
    deriveView(link.state.value, {
      notes: link.notes.value,
      dismissed: dismissed.value,
      isRated: rated.has,
      formAsked: formAsked.value,
      firstNew: attention.firstNew.value,
      now_ms: Date.now(),
    }),
  )
  const current = computed(() => currentSession(link.state.value, dismissed.value))
  const canLeave = computed(() => view.value.connected && LEAVABLE.has(view.value.phase))

  const clearDraft = (): void => {
    setDraft('')
    attention.noticed()
  }
  const leave = async (): Promise<void> => {
    const session = current.value?.id
    if (session) await link.client()?.call('session.leave', { session })
    formAsked.value = false
  }
  const leaveMessage = (message: LeftMessage): Promise<Outcome> =>
    tryOut(async () => {
      await save(message.name.trim(), message.email)
      if (message.text.trim()) {
        link.client()?.send({ kind: 'text', body: { text: message.text.trim() } })
        clearDraft()
      }
      await whenSent(link)
      if (current.value?.phase === 'queued') await leave()
    })

  reportState(host, attention.unread, current, chosen)
  return {
    host,
    lang,
    text,
    view,
    prefs,
    draft,
    visitor,
    canLeave,
    atEnd,
    menuShown: signal(false),
    leaveAsked: signal(false),
    formAsked,
    rateThanked: rated.thanked,
    setLang: choose,
    leaveMessage,
    send(words) {
      link.client()?.send({ kind: 'text', body: { text: words.trim() } })
      clearDraft()
    },
    askProduct(product) {
      const page = host.state.value
      if (page) link.client()?.send({ kind: 'product', body: productBody(product, page) })
      attention.noticed()
    },
    resend: (cid) => link.client()?.retry(cid),
    discard: (cid) => link.client()?.discard(cid),
    type(words) {
      setDraft(words)
      if (view.value.previewShown && current.value) link.client()?.setTyping(words)
    },
    async fetchOlder() {
      const { timelines, sessions } = link.state.value
      const next = Object.keys(sessions).findLast((id) => timelines[id]?.complete === false)
      if (next) await link.client()?.loadOlder(next)
    },
    leave: () => tryOut(leave),
    saveContact: (name, email) => tryOut(() => save(name, email)),
    rate: (score, comment) =>
      tryOut(async () => {
        const session = current.value?.id ?? ''
        await link.client()?.call('session.rate', { session, score, ...(comment && { comment }) })
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
    retry: () => link.client()?.wake(),
    close: () => host.tell({ t: 'close' }),
  }
}

/** Whatever the page around has to know, whenever it changes. */
const reportState = (
  host: Host,
  unread: ReadonlySignal<number>,
  current: ReadonlySignal<{ phase: string } | undefined>,
  chosenLang: ReadonlySignal<string>,
): void => {
  effect(() => {
    const live = current.value !== undefined && current.value.phase !== 'closed'
    host.tell({ t: 'state', unread: unread.value, live, lang: chosenLang.value })
  })
}
