import { useRef } from 'react'
import { type SessionFacts, sameFacts } from '../core/agent-state'
import type { SessionView } from '../protocol/generated'

/** The same object until one of the facts changes: what shows nothing else is not drawn by messages. */
export function useFacts<View extends SessionView | undefined>(
  view: View,
): View extends undefined ? undefined : SessionFacts
export function useFacts(view: SessionView | undefined): SessionFacts | undefined {
  const kept = useRef(view)
  const same = view && kept.current && sameFacts(kept.current, view)
  if (!same) kept.current = view
  return kept.current
}
