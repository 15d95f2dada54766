/** Sessions that have ended, until one click clears them. */
import { CheckCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import type { EndedSession } from '../../core/agent-state'
import { shortTimeText } from '../../core/time'
import { useActions } from '../actions'
import { useAgentState, useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useBuyerName } from '../use-names'
import { Group } from './Group'

export function EndedGroup() {
  const { t } = useTranslation()
  const client = useClient()
  const ended = useAgentState((state) => state.ended)
  const list = useMemo(() => Object.values(ended).sort((a, b) => b.at_ms - a.at_ms), [ended])
  if (list.length === 0) return null
  const clear = () => client.store.dispatch({ t: 'ended.cleared', session: null })
  const clearAll = (
    <Button size="small" type="text" className="ended-all" onClick={clear}>
      {t('list.clearAll')}
    </Button>
  )
  return (
    <Group title={t('list.ended')} count={list.length} hint={clearAll}>
      <ul>
        {list.map((one) => (
          <li key={one.view.id}>
            <EndedRow ended={one} />
          </li>
        ))}
      </ul>
    </Group>
  )
}

function EndedRow({ ended }: { ended: EndedSession }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const { select } = useActions()
  const selected = useAgentState((state) => state.selected === ended.view.id)
  const name = useBuyerName()(ended.view.contact)
  return (
    <button
      type="button"
      className="slim"
      aria-current={selected ? 'true' : undefined}
      onClick={() => select(ended.view.id)}
    >
      <CheckCircleOutlined />
      <b>{name}</b>
      <span className="last">{t(`ended.${ended.why}`)}</span>
      <time>{shortTimeText(ended.at_ms, Date.now(), locale)}</time>
    </button>
  )
}
