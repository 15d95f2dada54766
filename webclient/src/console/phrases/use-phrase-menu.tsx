/** `/` in the composer: phrases by what is written behind it. A click replaces the draft, + appends. */
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Draft, SessionFacts } from '../../core/agent-state'
import type { PhraseView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { useFound, useInserted } from './books'
import { PhraseText } from './PhraseRow'
import { appended, queryOf, withoutQuery } from './text'

const SHOWN_MAX = 50

interface PhraseMenu {
  readonly menu: ReactNode
  readonly onKeyDown: (event: KeyboardEvent) => void
}

export function usePhraseMenu(
  view: SessionFacts,
  draft: Draft,
  write: (change: Partial<Draft>) => void,
): PhraseMenu {
  const query = queryOf(draft.text)
  const [at, setAt] = useState(0)
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const shown = useFound(query ?? '').slice(0, SHOWN_MAX)
  const inserted = useInserted(view)
  const open = query !== null && shown.length > 0 && closedFor !== draft.text
  const chosen = Math.min(at, shown.length - 1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at the top
  useEffect(() => setAt(0), [query])
  const replace = (phrase: PhraseView) => write({ text: inserted(phrase) })
  const append = (phrase: PhraseView) =>
    write({ text: appended(withoutQuery(draft.text), inserted(phrase)) })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const phrase = shown[chosen]
    if (step !== undefined) setAt((chosen + step + shown.length) % shown.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && phrase) replace(phrase)
    else if (event.key === '+' && phrase) append(phrase)
    else if (event.key === 'Escape') setClosedFor(draft.text)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const menu = open ? (
    <Menu shown={shown} chosen={chosen} onReplace={replace} onAppend={append} />
  ) : null
  return { menu, onKeyDown }
}

interface MenuProps {
  shown: readonly PhraseView[]
  chosen: number
  onReplace: (phrase: PhraseView) => void
  onAppend: (phrase: PhraseView) => void
}

function Menu({ shown, chosen, onReplace, onAppend }: MenuProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  // The composer keeps the focus.
  const keep = (event: { preventDefault: () => void }) => event.preventDefault()
  return (
    <div className="phrase-menu">
      <ul ref={list} className="phrase-list" aria-label={t('phrases.title')}>
        {shown.map((phrase, index) => (
          <li key={phrase.id} className={index === chosen ? 'phrase is-on' : 'phrase'}>
            <button
              type="button"
              tabIndex={-1}
              aria-current={index === chosen}
              onMouseDown={keep}
              onClick={() => onReplace(phrase)}
            >
              <PhraseText phrase={phrase} />
            </button>
            <Button
              type="text"
              size="small"
              tabIndex={-1}
              icon={<PlusOutlined />}
              aria-label={t('phrases.append')}
              onMouseDown={keep}
              onClick={() => onAppend(phrase)}
            />
          </li>
        ))}
      </ul>
      <footer>
        <kbd>↑</kbd> <kbd>↓</kbd> · <kbd>Enter</kbd> {t('phrases.replaceHint')} · <kbd>+</kbd>{' '}
        {t('phrases.appendHint')} · <kbd>Esc</kbd>
      </footer>
    </div>
  )
}
