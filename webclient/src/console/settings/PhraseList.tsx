/** The phrases of a book by group. Rows and groups are dragged, or moved with the arrow keys. */
import { DeleteOutlined, EditOutlined, HolderOutlined } from '@ant-design/icons'
import { Button, Empty, Popconfirm, Select } from 'antd'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { BookView, PhrasesView, PhraseView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { type Book, putPhrases } from '../phrases/books'
import { grouped, movedBefore, movedGroup, nudged } from '../phrases/order'
import { partsOf } from '../phrases/text'
import { useBookChange } from './use-book-change'

interface ListProps {
  book: Book
  view: BookView
  pins: readonly string[]
  may: boolean
  onEdit: (phrase: PhraseView) => void
  onStale: () => void
}

export function PhraseList({ book, view, pins, may, onEdit, onStale }: ListProps) {
  const { t } = useTranslation()
  const change = useBookChange(book, onStale)
  // What was moved is shown at once; the server's answer takes its place.
  const [moved, setMoved] = useState<readonly PhraseView[] | null>(null)
  const [said, setSaid] = useState('')
  const phrases = moved ?? view.phrases
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer book counts
  useEffect(() => setMoved(null), [view])
  const arrange = async (next: readonly PhraseView[]) => {
    if (next === phrases) return
    setMoved(next)
    const order = next.map(({ id, group }) => ({ id, group }))
    if (!(await change('PUT', '', { version: view.version, phrases: order }))) setMoved(null)
  }
  const dropped = (event: DragEvent, id: string, group: string) => {
    event.preventDefault()
    const [kind, what = ''] = event.dataTransfer.getData('text/plain').split('\t')
    if (kind === 'phrase') void arrange(movedBefore(phrases, what, id))
    if (kind === 'group') void arrange(movedGroup(phrases, what, group))
  }
  const onKey = (event: KeyboardEvent, { id }: PhraseView) => {
    const step = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key]
    if (step === undefined || event.altKey) return
    event.preventDefault()
    const next = nudged(phrases, id, step)
    setSaid(t('phrases.moved', { place: next.findIndex((one) => one.id === id) + 1 }))
    void arrange(next)
  }
  const remove = (id: string) => change('DELETE', `/${id}?version=${view.version}`)
  if (phrases.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('phrases.empty')} />
  return (
    <div className="phrase-book">
      <p className="unseen" role="status">
        {said}
      </p>
      {grouped(phrases).map(({ name, phrases: members }) => (
        <section key={name} aria-label={name || t('phrases.noGroup')}>
          <h2
            draggable={may}
            onDragStart={(event) => event.dataTransfer.setData('text/plain', `group\t${name}`)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => dropped(event, members[0]?.id ?? '', name)}
          >
            {may && <HolderOutlined />}
            {name || t('phrases.noGroup')} <small>{members.length}</small>
          </h2>
          <ul>
            {members.map((phrase) => (
              <li
                key={phrase.id}
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => dropped(event, phrase.id, name)}
              >
                <Row phrase={phrase} may={may} onKey={onKey} onEdit={onEdit} onRemove={remove} />
                <Pin phrase={phrase} pins={pins} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface RowProps {
  phrase: PhraseView
  may: boolean
  onKey: (event: KeyboardEvent, phrase: PhraseView) => void
  onEdit: (phrase: PhraseView) => void
  onRemove: (id: string) => Promise<boolean>
}

const NAME_LENGTH = 20

function Row({ phrase, may, onKey, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation()
  const { hint, text } = partsOf(phrase.text)
  const name = hint || text.slice(0, NAME_LENGTH)
  const handle = useRef<HTMLButtonElement>(null)
  // Moved into another group the row is a new one: the focus goes along.
  const held = useRef(false)
  useEffect(() => {
    if (held.current) handle.current?.focus()
  })
  return (
    <>
      {may && (
        <button
          ref={handle}
          type="button"
          className="handle"
          draggable
          aria-label={t('phrases.move', { name })}
          onDragStart={(event) => event.dataTransfer.setData('text/plain', `phrase\t${phrase.id}`)}
          onFocus={() => {
            held.current = true
          }}
          onBlur={() => {
            held.current = false
          }}
          onKeyDown={(event) => onKey(event, phrase)}
        >
          <HolderOutlined />
        </button>
      )}
      <span className="phrase-said">
        {hint && <em>【{hint}】</em>}
        {text}
      </span>
      {may && (
        <>
          <Button
            type="text"
            size="small"
            icon={<EditOutlined />}
            aria-label={t('phrases.edit', { name })}
            onClick={() => onEdit(phrase)}
          />
          <Popconfirm
            title={t('phrases.removeAsk')}
            okText={t('phrases.remove', { name })}
            cancelText={t('common.cancel')}
            onConfirm={() => onRemove(phrase.id)}
          >
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('phrases.remove', { name })}
            />
          </Popconfirm>
        </>
      )}
    </>
  )
}

/** Which of the keys 1 to 4 inserts it. */
function Pin({ phrase, pins }: { phrase: PhraseView; pins: readonly string[] }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const attempt = useAttempt()
  const place = pins.indexOf(phrase.id)
  const put = (next: number) =>
    attempt(async () => {
      const wanted = pins.map((id, at) => (at === next ? phrase.id : id === phrase.id ? '' : id))
      putPhrases(await ask<PhrasesView>('PUT', '/api/phrases/pins', { pins: wanted }))
    })
  return (
    <Select<number>
      size="small"
      variant={place < 0 ? 'borderless' : 'outlined'}
      value={place}
      aria-label={t('phrases.pins')}
      onChange={(next) => void put(next)}
      options={[
        { value: -1, label: t('phrases.noPin') },
        ...pins.map((_, at) => ({ value: at, label: `Alt ${at + 1}` })),
      ]}
    />
  )
}
