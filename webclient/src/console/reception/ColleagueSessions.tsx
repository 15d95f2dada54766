/** Supervisors: every open session of colleagues; a click watches it. */
import { TeamOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { bandOf } from '../../core/urgency'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useServerNow } from '../now'
import { colleagueRows, type Row } from '../rows'
import { Empty } from './Empty'
import { RowList } from './RowList'
import { ROW_PX, SessionRow } from './SessionRow'
import { useChoose } from './use-choose'

export function ColleagueSessions() {
  const { t } = useTranslation()
  const me = useMe()
  const sessions = useAgentState((state) => state.sessions)
  const selected = useAgentState((state) => state.selected)
  const now = useServerNow()
  const choose = useChoose()
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
    <RowList lines={rows} keyOf={keyOf} heightOf={heightOf} shown={selected}>
      {(row) => (
        <SessionRow
          row={row}
          band={bandOf(row, now)}
          selected={row.id === selected}
          served
          onSelect={choose}
        />
      )}
    </RowList>
  )
}

const keyOf = (row: Row): string => row.id
const heightOf = (): number => ROW_PX
