import { createRef, type RefObject } from 'preact'
import { useWidget } from '../context'
import { type Signal, useOnce, useSignal } from '../signals'
import { Ended } from './Ended'
import { Greeting } from './Greeting'
import { Face } from './Header'
import { Icon } from './Icon'
import { LeaveForm } from './LeaveForm'
import { Left } from './Left'
import { RowView } from './Lines'
import { ProductCard } from './Product'
import { Questions } from './Questions'
import { QueueCard } from './Queue'

/** So near to the end counts as at the end. */
const NEAR_PX = 40

/**
 * Keeps the newest line in sight for whoever reads at the end, whether lines are added or the box
 * gets smaller by a growing input or a phone's keyboard.
 */
const keepEndInSight = (box: HTMLElement, atEnd: Signal<boolean>): (() => void) => {
  const watch = new ResizeObserver(() => {
    if (atEnd.value) box.scrollTop = box.scrollHeight
  })
  watch.observe(box)
  watch.observe(box.firstElementChild as Element)
  return () => watch.disconnect()
}

const Typing = () => {
  const { view, text } = useWidget()
  const { typing } = view
  return (
    <div role="status">
      {typing && (
        <div class="w-msg">
          <Face name={typing} small />
          <div class="w-say w-dots">
            <i />
            <i />
            <i />
            <span class="w-hidden">{text.typing(typing)}</span>
          </div>
        </div>
      )}
    </div>
  )
}

/** Older lines come in on top; the lines that are read stay where they are. */
const Older = ({ box }: { box: RefObject<HTMLElement | null> }) => {
  const { text, fetchOlder } = useWidget()
  const busy = useSignal(false)
  const fetch = async (): Promise<void> => {
    const { current } = box
    if (!current) return
    busy.value = true
    const below = current.scrollHeight - current.scrollTop
    await fetchOlder()
    busy.value = false
    requestAnimationFrame(() => {
      current.scrollTop = current.scrollHeight - below
    })
  }
  return (
    <div class="w-note">
      <button type="button" class="w-link" disabled={busy.value} onClick={fetch}>
        {busy.value ? text.loading : text.earlier}
      </button>
    </div>
  )
}

/** What follows the lines, by phase. */
const Below = () => {
  const { view } = useWidget()
  const { phase, screen, rows, blocked } = view
  if (screen === 'form') return <LeaveForm />
  if (blocked) return null
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
  const { rows, hasOlder, questions } = view
  const box = useOnce(createRef<HTMLElement>)
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })
  return (
    <>
      <section
        ref={useOnce(() => (body) => {
          box.current = body
          return keepEndInSight(body as HTMLElement, atEnd)
        })}
        class="w-body"
        aria-label={text.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget
          atEnd.value = scrollHeight - scrollTop - clientHeight < NEAR_PX
        }}
      >
        <div class="w-content">
          {hasOlder && <Older box={box} />}
          <div class="w-lines" role="log" aria-label={text.log}>
            {rows.map((row) => (
              <RowView key={row.key} row={row} />
            ))}
          </div>
          <Typing />
          <Below />
          {questions.length > 0 && <Questions />}
        </div>
      </section>
      {!atEnd.value && (
        <button type="button" class="w-latest" aria-label={text.toLatest} onClick={toEnd}>
          <Icon name="down" size={16} />
        </button>
      )}
    </>
  )
}
