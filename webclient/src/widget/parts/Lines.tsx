import type { ComponentChildren } from 'preact'
import { dayText, relativeDay, timeText } from '../../core/time'
import type { SystemBody } from '../../protocol/generated'
import { useWidget } from '../context'
import { linksIn } from '../links'
import type { Content, LineRow, Meta, Row } from '../rows'
import { systemText } from '../system'
import type { Lang, Text } from '../text'
import { FileCard, Picture } from './Files'
import { Face } from './Header'
import { Icon, Ticks } from './Icon'
import { OrderBody, ProductBody } from './Product'

const Words = ({ text }: { text: string }) => (
  <>
    {linksIn(text).map((part) =>
      part.href ? (
        <a key={part.at} href={part.href} target="_blank" rel="noreferrer">
          {part.text}
        </a>
      ) : (
        part.text
      ),
    )}
  </>
)

const Body = ({ content, session }: { content: Content; session: string | undefined }) => {
  switch (content.kind) {
    case 'text':
      return <Words text={content.body.text} />
    case 'product':
      return <ProductBody product={content.body} />
    case 'image':
      return <Picture body={content.body} session={session} />
    case 'file':
      return <FileCard body={content.body} session={session} />
    case 'order':
      return <OrderBody order={content.body} />
    case 'system':
      return null
  }
}

const State = ({ meta }: { meta: Meta }) => {
  const { text } = useWidget()
  switch (meta.state) {
    case undefined:
      return meta.automatic ? <span>{text.automatic}</span> : null
    case 'sent':
    case 'read':
      return (
        <>
          <Ticks read={meta.state === 'read'} />
          <span>{text[meta.state]}</span>
        </>
      )
    default:
      return <span>{text[meta.state]}</span>
  }
}

const MetaLine = ({ line, meta }: { line: LineRow; meta: Meta }) => {
  const { text, lang, view, resend, discard } = useWidget()
  const mine = line.mine ? ' is-mine' : ''
  if (meta.state === 'failed')
    return (
      <div class={`w-meta is-bad${mine}`} role="alert">
        {text.failed}
        <button type="button" onClick={() => resend(line.cid as string)}>
          {text.resend}
        </button>
        <button type="button" onClick={() => discard(line.cid as string)}>
          {text.discard}
        </button>
      </div>
    )
  if (meta.state === 'waiting')
    return (
      <div class={`w-meta is-warn${mine}`}>
        <Icon name="clock" size={14} />
        {text.waitingLines(view.waitingLines)}
      </div>
    )
  return (
    <div class={`w-meta${mine}`}>
      <span>{timeText(meta.at_ms, lang)}</span>
      <State meta={meta} />
    </div>
  )
}

/** How an agent would have the words look, in our own shades; only words we know. */
const fontClass = ({ kind, body }: Content): string => {
  if (kind === 'image') return ' is-bare'
  if (kind !== 'text') return ''
  const words = [body.size, body.color, body.bold === true && 'bold']
  return words.map((word) => (word && /^[a-z]+$/.test(word) ? ` is-${word}` : '')).join('')
}

const lineClass = (line: LineRow): string => {
  const waits = line.state === 'waiting' ? ' is-waiting' : ''
  const failed = line.state === 'failed' ? ' is-failed' : ''
  return `w-msg${line.mine ? ' is-mine' : ''}${waits}${failed}`
}

const Line = ({ line }: { line: LineRow }) => {
  const { text } = useWidget()
  return (
    <>
      {line.named && (
        <div class="w-by" aria-hidden="true">
          {line.author}
        </div>
      )}
      <div class={lineClass(line)}>
        <span class="w-hidden">{line.mine ? text.you : line.author}:</span>
        {!line.mine && (line.face ? <Face name={line.author} small /> : <span class="w-gap" />)}
        <div class={`w-say${fontClass(line.content)}`} dir="auto">
          <Body content={line.content} session={line.session} />
        </div>
      </div>
      {line.meta && <MetaLine line={line} meta={line.meta} />}
    </>
  )
}

export const dayName = (at_ms: number, text: Text, lang: Lang): string => {
  const now_ms = Date.now()
  const day = relativeDay(at_ms, now_ms)
  return day === 'other' ? dayText(at_ms, now_ms, lang) : text[day]
}

const Note = ({ children }: { children: ComponentChildren }) => <div class="w-note">{children}</div>

const System = ({ body, at_ms }: { body: SystemBody; at_ms: number }) => {
  const { text, lang } = useWidget()
  const words = systemText(body, timeText(at_ms, lang), text)
  return words ? <Note>{words}</Note> : null
}

export const RowView = ({ row }: { row: Row }) => {
  const { text, lang } = useWidget()
  switch (row.row) {
    case 'line':
      return <Line line={row} />
    case 'day':
      return <Note>{dayName(row.at_ms, text, lang)}</Note>
    case 'system':
      return <System body={row.body} at_ms={row.at_ms} />
    case 'new':
      return <div class="w-new">{text.newLines}</div>
  }
}
