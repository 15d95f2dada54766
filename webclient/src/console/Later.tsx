import { type ReactNode, useDeferredValue } from 'react'

/** What may come a moment after the rest: it does not hold up what one waits for. */
export function Later({ children }: { children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null
}
