/** Left messages as the server has them: asked again whenever it says that something is different. */
import { useState } from 'react'
import type { LeftMessagesView } from '../../protocol/generated'
import { type Loaded, useAsk, useLoaded } from '../asking'
import { useAgentState } from '../desk'
import { useAttempt } from '../failures'

export type LeftTab = 'unhandled' | 'handled'

const PATH = '/api/left'

/** The first page, as it is now, and what was fetched of older ones. */
function joined(
  first: Loaded<LeftMessagesView>,
  older: LeftMessagesView | null,
): Loaded<LeftMessagesView> {
  if (first.state !== 'here' || !older) return first
  const known = new Set(first.value.left.map((one) => one.session))
  const rest = older.left.filter((one) => !known.has(one.session))
  return { state: 'here', value: { left: [...first.value.left, ...rest], more: older.more } }
}

export function useLeft() {
  const ask = useAsk()
  const attempt = useAttempt()
  const changes = useAgentState((state) => state.left.changes)
  const unhandled = useLoaded<LeftMessagesView>(PATH, changes)
  const handled = useLoaded<LeftMessagesView>(`${PATH}?handled=true`, changes)
  const [held, setHeld] = useState<LeftMessagesView | null>(null)
  const all = joined(handled.loaded, held)
  return {
    unhandled: unhandled.loaded,
    handled: all,
    again: () => {
      unhandled.again()
      handled.again()
    },
    /** Handled ones before those that are shown. */
    older: () =>
      attempt(async () => {
        if (all.state !== 'here') return
        const before = all.value.left.at(-1)?.handled_ms ?? 0
        const page = await ask<LeftMessagesView>('GET', `${PATH}?handled=true&before=${before}`)
        setHeld({ left: [...(held?.left ?? []), ...page.left], more: page.more })
      }),
  }
}
