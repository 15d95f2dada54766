/** How the visitor is called: the figure on the launcher, a sound, the tab's title. */

import type { BuyerState } from '../core/buyer-state'
import type { MessageView } from '../protocol/generated'
import { currentSession, unreadMessages } from './derive'
import type { Host } from './host'
import type { Prefs } from './prefs'
import { computed, effect, type ReadonlySignal, signal } from './signals'
import { playChime } from './sound'
import type { Text } from './text'

const TURN_MS = 1000

/** Silent until the visitor has touched the widget once: browsers ask for that. */
const call = (): void => {
  if (navigator.userActivation?.hasBeenActive) playChime()
}

const NOBODY: ReadonlySet<string> = new Set()

export interface AttentionOptions {
  readonly state: ReadonlySignal<BuyerState>
  readonly text: ReadonlySignal<Text>
  readonly host: Host
  readonly prefs: Prefs
  /** The newest line is in sight, as far as the frame knows. */
  readonly atEnd: ReadonlySignal<boolean>
  readonly markRead: (session: string) => void
}

export interface Attention {
  readonly unread: ReadonlySignal<number>
  /** The first message that came while the visitor looked elsewhere. */
  readonly firstNew: ReadonlySignal<MessageView | undefined>
  /** The visitor has taken note: the mark goes. */
  noticed(): void
}

const tabVisible = (): ReadonlySignal<boolean> => {
  const visible = signal(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', () => {
    visible.value = document.visibilityState === 'visible'
  })
  return visible
}

/** Takes turns with the page's own title; still for whoever wants no motion. */
const blinkTitle = (host: Host, title: string): (() => void) => {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  let on = true
  const turn = (): void => {
    host.tell({ t: 'title', title: on ? title : '' })
    on = still || !on
  }
  turn()
  const timer = setInterval(turn, TURN_MS)
  return () => {
    clearInterval(timer)
    host.tell({ t: 'title', title: '' })
  }
}

export const createAttention = (options: AttentionOptions): Attention => {
  const { state, text, host, prefs, atEnd, markRead } = options
  const visible = tabVisible()
  const looking = computed(() => visible.value && host.state.value?.shown === true)
  const unreadList = computed(() => unreadMessages(state.value))
  const unread = computed(() => unreadList.value.length)
  const phase = computed(() => currentSession(state.value, NOBODY)?.phase)
  const firstNew = signal<MessageView | undefined>(undefined)

  let heard = 0
  let phaseBefore = phase.value
  effect(() => {
    const more = unread.value > heard
    heard = unread.value
    if (more && !looking.value && prefs.sound.value) call()
  })
  effect(() => {
    const waited = phaseBefore === 'queued' || phaseBefore === 'cached'
    phaseBefore = phase.value
    if (waited && phase.value === 'open' && prefs.sound.value) call()
  })
  effect(() => {
    if (!looking.value && !firstNew.peek()) firstNew.value = unreadList.value[0]
  })
  /** By session: up to where this connection has said so already. */
  const marked = new Map<string, number>()
  effect(() => {
    if (state.value.connection.at !== 'open') marked.clear()
    else if (looking.value && atEnd.value) {
      for (const { session, seq } of unreadList.value) {
        if (seq <= (marked.get(session) ?? 0)) continue
        marked.set(session, state.value.timelines[session]?.head ?? seq)
        markRead(session)
      }
    }
  })
  effect(() => {
    if (visible.value || unread.value === 0 || !prefs.blink.value) return undefined
    return blinkTitle(host, text.value.unreadTitle(unread.value))
  })
  return {
    unread,
    firstNew,
    noticed() {
      firstNew.value = undefined
    },
  }
}
