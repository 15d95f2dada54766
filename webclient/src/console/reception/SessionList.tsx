/** The left column: own, recent and colleagues' sessions; below them ended, cache and queue. */
import { Tabs } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgentState, useMay, useMe } from '../desk'
import { colleagueRows, ownRows } from '../rows'
import { type Tab, ui, useUi } from '../ui'
import { CacheGroup } from './CacheGroup'
import { ColleagueSessions } from './ColleagueSessions'
import { EndedGroup } from './EndedGroup'
import { OwnSessions } from './OwnSessions'
import { QueueGroup } from './QueueGroup'
import { RecentContacts } from './RecentContacts'

const contents: Record<Tab, () => React.ReactNode> = {
  open: OwnSessions,
  recent: RecentContacts,
  colleagues: ColleagueSessions,
}

export function SessionList() {
  const { t } = useTranslation()
  const me = useMe()
  const oversees = useMay('session.watch')
  const sessions = useAgentState((state) => state.sessions)
  const { tab } = useUi()
  const counts = useMemo(
    () => ({
      open: ownRows(sessions, me.agent).length,
      colleagues: colleagueRows(sessions, me.agent).length,
    }),
    [sessions, me.agent],
  )
  const items = [
    { key: 'open', label: <TabName name={t('list.open')} count={counts.open} /> },
    { key: 'recent', label: t('list.recent') },
    ...(oversees
      ? [
          {
            key: 'colleagues',
            label: <TabName name={t('list.colleagues')} count={counts.colleagues} />,
          },
        ]
      : []),
  ]
  const Content = contents[tab]
  return (
    <aside className="sessions" aria-label={t('list.label')}>
      <Tabs
        size="small"
        activeKey={tab}
        onChange={(key) => ui.dispatch({ tab: key as Tab })}
        items={items}
      />
      <Content />
      <EndedGroup />
      <CacheGroup />
      <QueueGroup />
    </aside>
  )
}

function TabName({ name, count }: { name: string; count: number }) {
  return (
    <>
      {name} <sup>{count}</sup>
    </>
  )
}
