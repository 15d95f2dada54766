/** The left column: own, recent and colleagues' sessions; below them ended, cache and queue. */
import { Tabs } from 'antd'
import { memo } from 'react'
import { useAgentState, useMay, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
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

export const SessionList = memo(function SessionList() {
  const { t } = useTranslation()
  const oversees = useMay('session.watch')
  const { tab } = useUi()
  const items = [
    { key: 'open', label: <TabName name={t('list.open')} rows={ownRows} /> },
    { key: 'recent', label: t('list.recent') },
    ...(oversees
      ? [
          {
            key: 'colleagues',
            label: <TabName name={t('list.colleagues')} rows={colleagueRows} />,
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
})

/** By itself: tabs cost much, and a message changes nothing of them. */
function TabName({ name, rows }: { name: string; rows: typeof ownRows }) {
  const me = useMe()
  const count = useAgentState((state) => rows(state.sessions, me.agent).length)
  return (
    <>
      {name} <sup>{count}</sup>
    </>
  )
}
