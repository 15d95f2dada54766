/** Supervisors: every open session of colleagues; a click watches it. */
import { TeamOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { bandOf } from '../../core/urgency'
import { useActions } from '../actions'
import { useAgentState, useMe } from '../desk'
import { useServerNow } from '../now'
import { colleagueRows } from '../rows'
import { Empty } from './Empty'
import { SessionRow } from './SessionRow'

export function ColleagueSessions() {
  const { t } = useTranslation()
  const me = useMe()
  const sessions = useAgentState((state) => state.sessions)
  const selected = useAgentState((state) => state.selected)
  const now = useServerNow()
  const { select } = useActions()
  const rows = useMemo(() => colleagueRows(sessions, me.agent), [sessions, me.agent])
  if (rows.length === 0)
    return (
      <Empty
        icon={<TeamOutlined />}
        title={t('list.colleaguesEmptyTitle')}
        text={t('list.colleaguesEmpty')}
      />
    )
  return (
    <ul className="rows">
      {rows.map((row) => (
        <li key={row.id}>
          <SessionRow
            row={row}
            band={bandOf(row, now)}
            selected={row.id === selected}
            served
            onSelect={select}
          />
        </li>
      ))}
    </ul>
  )
}
