/** One's own open sessions in bands, most urgent first. */
import { MessageOutlined, SortAscendingOutlined } from '@ant-design/icons'
import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { durationText } from '../../core/time'
import { REPLY_TARGET_MS } from '../../core/urgency'
import { useActions } from '../actions'
import { useAgentState, useClient, useMe } from '../desk'
import { useServerNow } from '../now'
import { useSetPresence } from '../presence'
import { ownRows, withBands } from '../rows'
import { ui } from '../ui'
import { Empty } from './Empty'
import { SessionRow } from './SessionRow'

export function OwnSessions() {
  const client = useClient()
  const me = useMe()
  const sessions = useAgentState((state) => state.sessions)
  const selected = useAgentState((state) => state.selected)
  const now = useServerNow()
  const rows = useMemo(() => ownRows(sessions, me.agent), [sessions, me.agent])
  const select = useMemo(
    () => (session: string) => client.store.dispatch({ t: 'session.selected', session }),
    [client],
  )
  if (rows.length === 0) return <NoSessions />
  return (
    <>
      <Order urgent={rows[0]?.unanswered_since_ms !== undefined} />
      <ul className="rows">
        {withBands(rows, now).map(({ row, band, opens }) => (
          <Fragment key={row.id}>
            {opens !== null && <Band band={band} count={opens} />}
            <li>
              <SessionRow row={row} band={band} selected={row.id === selected} onSelect={select} />
            </li>
          </Fragment>
        ))}
      </ul>
    </>
  )
}

export function Band({ band, count }: { band: keyof typeof bandKeys; count: number }) {
  const { t } = useTranslation()
  return (
    <li className={`band is-${band}`}>
      {t(bandKeys[band])} <b>{count}</b>
    </li>
  )
}

const bandKeys = {
  overdue: 'list.bands.overdue',
  dueSoon: 'list.bands.dueSoon',
  unanswered: 'list.bands.unanswered',
  answered: 'list.bands.answered',
} as const

function Order({ urgent }: { urgent: boolean }) {
  const { t } = useTranslation()
  const { toMostUrgent } = useActions()
  return (
    <div className="order">
      <SortAscendingOutlined />
      {t('list.order', { target: durationText(REPLY_TARGET_MS) })}
      <span className="grow" />
      <button type="button" disabled={!urgent} onClick={toMostUrgent}>
        {t('list.mostUrgent')}
        <kbd>Alt J</kbd>
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
