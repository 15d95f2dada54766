import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'
import { Ended } from './Ended'
import { Greeting } from './Greeting'
import { Face } from './Header'
import { Icon } from './Icon'
import { LeaveForm } from './LeaveForm'
import { Left } from './Left'
import { RowView } from './Lines'
import { ProductCard } from './Product'
import { QueueCard } from './Queue'

/** So near to the end counts as at the end. */
const NEAR_PX = 40

/**
 * Keeps the newest line in sight for whoever reads at the end, and the place for whoever reads above:
 * older lines that come in on top push nothing down.
 */
const useScroll = (lastKey: string, size: number) => {
  const { atEnd } = useWidget()
  const box = useRef<HTMLDivElement>(null)
  const height = useRef(0)
  const toEnd = (): void => {
    const { current } = box
    if (current) current.scrollTop = current.scrollHeight
  }
  useLayoutEffect(() => {
    const { current } = box
    if (!current) return
    if (atEnd.value) toEnd()
    else if (current.scrollTop < NEAR_PX) current.scrollTop += current.scrollHeight - height.current
    height.current = current.scrollHeight
  }, [lastKey, size])
  useEffect(() => {
    const { current } = box
    if (!current) return undefined
    // A growing input or a phone's keyboard makes the box smaller: the end stays in sight.
    const watch = new ResizeObserver(() => {
      if (atEnd.value) toEnd()
    })
    watch.observe(current)
    return () => watch.disconnect()
  }, [])
  const onScroll = (): void => {
    const { current } = box
    if (!current) return
    atEnd.value = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_PX
  }
  return { box, toEnd, onScroll }
}

const Typing = () => {
  const { view, text } = useWidget()
  const { typing } = view.value
  return (
    <div role="status">
      {typing && (
        <div class="w-msg">
          <Face name={typing} small />
          <div class="w-say w-dots">
            <i />
            <i />
            <i />
            <span class="w-hidden">{text.value.typing(typing)}</span>
          </div>
        </div>
      )}
    </div>
  )
}

const Older = () => {
  const { text, fetchOlder } = useWidget()
  const busy = useSignal(false)
  const fetch = async (): Promise<void> => {
    busy.value = true
    await fetchOlder()
    busy.value = false
  }
  return (
    <div class="w-note">
      <button type="button" class="w-link" disabled={busy.value} onClick={fetch}>
        {busy.value ? text.value.loading : text.value.earlier}
      </button>
    </div>
  )
}

/** What follows the lines, by phase. */
const Below = () => {
  const { view } = useWidget()
  const { phase, screen, rows } = view.value
  if (screen === 'form') return <LeaveForm />
  switch (phase) {
    case 'queued':
    case 'cached':
      return <QueueCard />
    case 'mailbox':
      return <Left />
    case 'closed':
      return <Ended />
    case 'none':
      return rows.length > 0 ? <ProductCard /> : <Greeting />
    case 'open':
      return null
  }
}

export const Talk = () => {
  const { view, text, atEnd } = useWidget()
  const { rows, hasOlder, phase, typing, screen } = view.value
  const last = `${rows.at(-1)?.key}/${phase}/${screen}/${typing ?? ''}`
  const { box, toEnd, onScroll } = useScroll(last, rows.length)
  return (
    <>
      <div ref={box} class="w-body" onScroll={onScroll}>
        {hasOlder && <Older />}
        <div class="w-lines" role="log" aria-label={text.value.log}>
          {rows.map((row) => (
            <RowView key={row.key} row={row} />
          ))}
        </div>
        <Typing />
        <Below />
      </div>
      {!atEnd.value && (
        <button type="button" class="w-latest" aria-label={text.value.toLatest} onClick={toEnd}>
          <Icon name="down" size={16} />
        </button>
      )}
    </>
  )
}
