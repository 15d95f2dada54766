/** 常用语 beside the conversation: a click puts a phrase into the composer, + behind what is there. */

import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import type { PhraseView } from '../../protocol/generated'
import { useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useFound, useInserted, usePhrases } from '../phrases/books'
import { PhraseText } from '../phrases/PhraseRow'
import { appended } from '../phrases/text'
import { ui } from '../ui'
import { Section } from './Section'

const SHOWN_MAX = 100

export function PhraseSection({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const client = useClient()
  const [query, setQuery] = useState('')
  const { state, again } = usePhrases()
  const found = useFound(query)
  const inserted = useInserted(view)
  const put = (phrase: PhraseView, behind: boolean) => {
    const { drafts } = client.store.getState()
    const before = drafts[view.id] ?? { channel: 'public', text: '' }
    const text = behind ? appended(before.text, inserted(phrase)) : inserted(phrase)
    client.store.dispatch({ t: 'draft.changed', session: view.id, draft: { ...before, text } })
    client.setTyping(view.id, before.channel, text)
  }
  const edit = () => ui.dispatch({ page: 'settings', settingsPage: 'phrases' })
  const extra = (
    <Button type="link" size="small" icon={<PlusOutlined />} onClick={edit}>
      {t('phrases.new')}
    </Button>
  )
  return (
    <Section title={t('phrases.title')} extra={extra}>
      <Input
        size="small"
        allowClear
        prefix={<SearchOutlined />}
        value={query}
        placeholder={t('phrases.search')}
        aria-label={t('phrases.search')}
        onChange={(event) => setQuery(event.target.value)}
      />
      {state === 'failed' && (
        <p role="alert">
          {t('phrases.failed')}{' '}
          <Button type="link" size="small" onClick={again}>
            {t('common.retry')}
          </Button>
        </p>
      )}
      {state === 'here' && found.length === 0 && (
        <p className="why-line">{t(query ? 'phrases.nothing' : 'phrases.empty')}</p>
      )}
      <ul className="phrase-list">
        {found.slice(0, SHOWN_MAX).map((phrase) => (
          <li key={phrase.id} className="phrase">
            <button type="button" title={inserted(phrase)} onClick={() => put(phrase, false)}>
              <PhraseText phrase={phrase} />
            </button>
            <Button
              type="text"
              size="small"
              icon={<PlusOutlined />}
              aria-label={t('phrases.append')}
              onClick={() => put(phrase, true)}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
