/** An agent's sessions as chips: who waits stands out, a click watches. */
import { CloudDownloadOutlined, EyeOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { bandOf, byUrgency } from '../../core/urgency'
import { useActions } from '../actions'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { WaitTimer } from '../marks'
import { useServerNow } from '../now'
import { type Row, rowOf } from '../rows'
import { ui } from '../ui'
import { useBuyerName } from '../use-names'

export function SessionChips({ agent }: { agent: string }) {
  const sessions = useAgentState((state) => state.sessions)
  const now = useServerNow()
  const rows = useMemo(
    () =>
      Object.values(sessions)
        .filter((view) => view.owner === agent)
        .map((view) => rowOf(view, agent))
        .sort(byUrgency),
    [sessions, agent],
  )
  return (
    <span className="chips">
      {rows.map((row) => (
        <Chip key={row.id} row={row} own={agent} band={bandOf(row, now)} />
      ))}
    </span>
  )
}

interface ChipProps {
  row: Row
  /** Whose chip it is. */
  own: string
  band: ReturnType<typeof bandOf>
}

function Chip({ row, own, band }: ChipProps) {
  const { t } = useTranslation()
  const me = useMe()
  const { select, watch } = useActions()
  const on = useAgentState((state) => state.watching === row.id)
  const name = useBuyerName()(row.view.contact)
  const since = row.unanswered_since_ms
  const mine = own === me.agent
  const look = () => {
    if (!mine) return void watch(row.id)
    ui.dispatch({ page: 'reception', tab: 'open' })
    select(row.id)
  }
  return (
    <button
      type="button"
      className={`chip is-${band}${on ? ' is-on' : ''}`}
      aria-pressed={on}
      title={mine ? t('list.recentGo', { name }) : t('team.watch', { name })}
      onClick={look}
    >
      {on && <EyeOutlined />}
      {row.view.phase === 'cached' && <CloudDownloadOutlined />}
      {name}
      {since != null && <WaitTimer since={since} bare />}
    </button>
  )
}
