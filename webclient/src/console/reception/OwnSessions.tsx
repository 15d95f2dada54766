/** One's own open sessions in bands, most urgent first. */
import { MessageOutlined, SortAscendingOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { durationText } from '../../core/time'
import { REPLY_TARGET_MS } from '../../core/urgency'
import { useActions } from '../actions'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useKeyLabel } from '../key-labels'
import { useServerNow } from '../now'
import { useSetPresence } from '../presence'
import { type ListBand, type ListLine, ownRows, withBands } from '../rows'
import { ui } from '../ui'
import { Empty } from './Empty'
import { RowList } from './RowList'
import { BAND_PX, ROW_PX, SessionRow } from './SessionRow'
import { useChoose } from './use-choose'

export function OwnSessions() {
  const me = useMe()
  const sessions = useAgentState((state) => state.sessions)
  const selected = useAgentState((state) => state.selected)
  const pause = useAgentState((state) => state.pause)
  const now = useServerNow()
  const rows = useMemo(() => ownRows(sessions, me.agent), [sessions, me.agent])
  const lines = useMemo(() => withBands(rows, now, pause), [rows, now, pause])
  const choose = useChoose()
  if (rows.length === 0) return <NoSessions />
  return (
    <>
      <Order urgent={rows[0]?.unanswered_since_ms !== undefined} />
      <RowList lines={lines} keyOf={keyOf} heightOf={heightOf} shown={selected}>
        {(line) =>
          line.kind === 'band' ? (
            <BandHead band={line.band} count={line.count} />
          ) : (
            <SessionRow
              row={line.row}
              band={line.band}
              selected={line.row.id === selected}
              onSelect={choose}
            />
          )
        }
      </RowList>
    </>
  )
}

const keyOf = (line: ListLine): string => (line.kind === 'row' ? line.row.id : line.band)
const heightOf = (line: ListLine): number => (line.kind === 'row' ? ROW_PX : BAND_PX)

function BandHead({ band, count }: { band: ListBand; count: number }) {
  const { t } = useTranslation()
  return (
    <div className={`band is-${band}`}>
      {t(bandKeys[band])} <b>{count}</b>
    </div>
  )
}

const bandKeys = {
  meanwhile: 'list.bands.meanwhile',
  overdue: 'list.bands.overdue',
  dueSoon: 'list.bands.dueSoon',
  unanswered: 'list.bands.unanswered',
  answered: 'list.bands.answered',
} as const

function Order({ urgent }: { urgent: boolean }) {
  const { t } = useTranslation()
  const { toMostUrgent } = useActions()
  const keys = useKeyLabel('mostUrgent')
  return (
    <div className="order">
      <SortAscendingOutlined />
      {t('list.order', { target: durationText(REPLY_TARGET_MS) })}
      <span className="grow" />
      <button type="button" disabled={!urgent} onClick={toMostUrgent}>
        {t('list.mostUrgent')}
        <kbd>{keys}</kbd>
      </button>
    </div>
  )
}

function NoSessions() {
  const { t } = useTranslation()
  const me = useMe()
  const { apply } = useSetPresence()
  const receives = useAgentState(
    (state) => state.agents.find((agent) => agent.agent === me.agent)?.receives,
  )
  const icon = <MessageOutlined />
  const title = t('list.emptyTitle')
  const seeTeam = { name: t('list.seeTeam'), run: () => ui.dispatch({ page: 'team' }) }
  if (!receives)
    return <Empty icon={icon} title={title} text={t('list.emptyNotReceiving')} action={seeTeam} />
  const gone = me.intent === 'away' || me.intent === 'offline'
  const action = gone
    ? { name: t('list.goOnline'), run: () => void apply('online', me.agent) }
    : { name: t('list.seeRecent'), run: () => ui.dispatch({ tab: 'recent' }) }
  return <Empty icon={icon} title={title} text={t(`list.empty.${me.intent}`)} action={action} />
}
