/** The lines of a session's conversation, and from where on they are new. */
import { useEffect, useMemo, useState } from 'react'
import { takesPart } from '../../core/agent-state'
import { isThin } from '../../core/timeline'
import type { SessionView } from '../../protocol/generated'
import { useAgentState, useClient, useMe } from '../desk'
import { type Item, storedItems, withUnsent } from './items'

export function useItems(view: SessionView, newAfter: number | null): Item[] {
  const me = useMe()
  const timelines = useAgentState((state) => state.timelines[view.id])
  const previews = useAgentState((state) => state.previews[view.id])
  const allPending = useAgentState((state) => state.pending)
  const { reason, id } = view
  const buyerRead = view.read.buyer
  const stored = useMemo(
    () => timelines && storedItems({ timelines, reason, me: me.agent, buyerRead, newAfter }),
    [timelines, reason, me.agent, buyerRead, newAfter],
  )
  return useMemo(() => {
    if (!timelines || !stored) return []
    const pending = allPending.filter((message) => message.session === id)
    return withUnsent(stored, timelines, { pending, previews: Object.values(previews ?? {}) })
  }, [timelines, stored, previews, allPending, id])
}

const readBy = (view: SessionView, agent: string): number | null =>
  view.read.agents[agent]?.public ?? null

/** Where reading stood when this conversation was opened, or when the window was last returned to. */
export function useNewAfter(view: SessionView): number | null {
  const me = useMe()
  const client = useClient()
  const [newAfter, setNewAfter] = useState(() => readBy(view, me.agent))
  useEffect(() => {
    const look = () => {
      const present = client.store.getState().sessions[view.id]
      if (present && present.seq.public > (readBy(present, me.agent) ?? 0))
        setNewAfter(readBy(present, me.agent))
    }
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  }, [client, me.agent, view.id])
  return newAfter
}

/** Loads what is shown: at first, after a lost connection, and when it was found out of date. */
export function useHistory(session: string): void {
  const client = useClient()
  const connected = useAgentState((state) => state.connection.at === 'open')
  const thin = useAgentState((state) => {
    const timelines = state.timelines[session]
    return timelines !== undefined && (isThin(timelines.public) || isThin(timelines.internal))
  })
  useEffect(() => {
    if (connected && thin) client.ensureHistory(session)
  }, [client, connected, thin, session])
}

/** Marks read what has been seen: the window has the focus and the end is in sight. */
export function useReadMarks(view: SessionView, atEnd: boolean): void {
  const client = useClient()
  const me = useMe()
  const [focused, setFocused] = useState(() => document.hasFocus())
  useEffect(() => {
    const look = () => setFocused(document.hasFocus())
    addEventListener('focus', look)
    addEventListener('blur', look)
    return () => {
      removeEventListener('focus', look)
      removeEventListener('blur', look)
    }
  }, [])
  const heads = useAgentState((state) => state.timelines[view.id])
  const mine = takesPart(view, me.agent)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is read in turn
  useEffect(() => {
    if (mine && focused && atEnd) client.markRead(view.id)
  }, [client, mine, focused, atEnd, view.id, heads?.public.head, heads?.internal.head])
}
