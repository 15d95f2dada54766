/** One clock for every timer on the screen: they tick together, once a second. */
import { useSyncExternalStore } from 'react'
import { useAgentState } from './desk'

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Milliseconds since the epoch on this computer's clock; re-renders each second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** The same on the server's clock, on which all waits are counted. */
export function useServerNow(): number {
  const offset = useAgentState((state) => state.clockOffsetMs)
  return useNow() + offset
}
