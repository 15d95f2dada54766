/** A list of which only what is in sight is drawn: a hundred sessions cost as much as ten. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'

interface RowListProps<Line> {
  lines: readonly Line[]
  keyOf: (line: Line) => string
  heightOf: (line: Line) => number
  /** The line that is brought into sight when it changes. */
  shown: string | null
  children: (line: Line) => ReactNode
}

const OVERSCAN = 2

export function RowList<Line>(props: RowListProps<Line>) {
  const { lines, keyOf, heightOf, shown, children } = props
  const scroll = useRef<HTMLDivElement>(null)
  const list = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (lines[index] ? heightOf(lines[index]) : 0),
    getItemKey: (index) => (lines[index] ? keyOf(lines[index]) : index),
    overscan: OVERSCAN,
  })
  const at = shown === null ? -1 : lines.findIndex((line) => keyOf(line) === shown)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each line that is chosen
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' })
  }, [list, shown])
  return (
    <div ref={scroll} className="rows">
      <ul className="rows-in" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ key, index, start, size }) => {
          const line = lines[index]
          return (
            line && (
              <li
                key={key}
                aria-setsize={lines.length}
                aria-posinset={index + 1}
                style={{ height: size, transform: `translateY(${start}px)` }}
              >
                {children(line)}
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
