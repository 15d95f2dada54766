/** The message area: virtualised, at its end unless one has scrolled away. */
import { AimOutlined } from '@ant-design/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import type { SessionView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { useBuyerName } from '../use-names'
import { Announcer } from './Announcer'
import type { Item } from './items'
import { ItemLine } from './MessageItem'
import { useHistory, useItems, useNewAfter, useReadMarks } from './use-items'
import { useBehind, useKeepPlace, useOlder, useStayAtEnd } from './use-scroll'

/** Close enough to the end to be taken along by what arrives. */
const END_PX = 48
const estimates: Record<Item['kind'], number> = {
  edge: 34,
  day: 34,
  new: 34,
  system: 34,
  reason: 34,
  message: 42,
  pending: 42,
  preview: 42,
}

interface MessagesProps {
  view: SessionView
  facts: SessionFacts
}

export function Messages({ view, facts }: MessagesProps) {
  const { t } = useTranslation()
  const scroll = useRef<HTMLDivElement>(null)
  const newAfter = useNewAfter(view)
  const items = useItems(view, newAfter)
  const [atEnd, setAtEnd] = useState(true)
  const name = useBuyerName()(view.contact)
  useHistory(view.id)
  useReadMarks(view, atEnd)
  const list = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => estimates[items[index]?.kind ?? 'message'],
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 6,
    paddingEnd: 14,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    onChange: (instance) => setAtEnd(instance.isAtEnd(END_PX)),
  })
  useStayAtEnd(scroll, atEnd, () => list.scrollToEnd())
  useKeepPlace(list, items)
  useOlder(view.id, items, list.scrollOffset ?? 0)
  const behind = useBehind(view, atEnd)
  return (
    <div className="messages">
      <div
        ref={scroll}
        className="messages-scroll"
        role="log"
        aria-live="off"
        aria-label={t('conversation.label', { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key
        tabIndex={0}
      >
        <div className="messages-in" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ key, index, start }) => {
            const item = items[index]
            return (
              item && (
                <div
                  key={key}
                  ref={list.measureElement}
                  data-index={index}
                  className="messages-row"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <ItemLine item={item} view={facts} />
                </div>
              )
            )
          })}
        </div>
      </div>
      <Announcer view={view} />
      {!atEnd && (
        <button type="button" className="jump" onClick={() => list.scrollToEnd()}>
          <AimOutlined />
          {behind > 0 ? t('conversation.jumpNew', { count: behind }) : t('conversation.jump')}
        </button>
      )}
    </div>
  )
}
