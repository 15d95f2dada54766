/** Where the message area stands: at its end, or at the place that is being read. */
import type { ReactVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { SessionView } from '../../protocol/generated'
import { useClient } from '../desk'
import type { Item } from './items'

/** So near to the oldest line older ones are fetched. */
const OLDER_PX = 400

type List = ReactVirtualizer<HTMLDivElement, HTMLElement>

/** A composer that grows or a question above it takes room: whoever was at the end stays there. */
export function useStayAtEnd(
  scroll: RefObject<HTMLDivElement | null>,
  atEnd: boolean,
  toEnd: () => void,
): void {
  const latest = useRef({ atEnd, toEnd })
  latest.current = { atEnd, toEnd }
  useEffect(() => {
    if (!scroll.current) return
    const observer = new ResizeObserver(() => latest.current.atEnd && latest.current.toEnd())
    observer.observe(scroll.current)
    return () => observer.disconnect()
  }, [scroll])
}

interface Place {
  key: string
  index: number
  start: number
  offset: number
}

function placeOf(list: List, items: readonly Item[]): Place | null {
  const index = items.findIndex((item) => item.kind === 'message')
  const [item, measured] = [items[index], list.measurementsCache[index]]
  if (!item || !measured) return null
  return { key: item.key, index, start: measured.start, offset: list.scrollOffset ?? 0 }
}

/**
 * Older messages come in above what is being read, which must not move. The list sees to it by the
 * line at its upper edge; at the very top that is a day or the line "loading", which stay on top
 * while messages are put below them. Then the first message is what holds the place.
 */
export function useKeepPlace(list: List, items: readonly Item[]): void {
  const before = useRef<Place | null>(null)
  useLayoutEffect(() => {
    const was = before.current
    const index = was ? items.findIndex((item) => item.key === was.key) : -1
    if (was && index > was.index && was.offset < was.start) {
      const start = list.measurementsCache[index]?.start ?? was.start
      list.scrollToOffset(was.offset + start - was.start)
    }
    before.current = placeOf(list, items)
  })
}

/** Fetches older messages as their place comes into sight. */
export function useOlder(session: string, items: readonly Item[], offset: number): void {
  const client = useClient()
  const first = items[0]
  const more = first?.kind === 'edge' && !first.complete
  const near = offset < OLDER_PX
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each page
  useEffect(() => {
    if (more && near) void client.loadOlder(session)
  }, [client, session, more, near, items.length])
}

/** How many public messages have come since the end was last in sight. */
export function useBehind(view: SessionView, atEnd: boolean): number {
  const [seen, setSeen] = useState(view.seq.public)
  useEffect(() => {
    if (atEnd) setSeen(view.seq.public)
  }, [atEnd, view.seq.public])
  return view.seq.public - seen
}
