/** The latest contacts of this agent: grey when the buyer is not there, a click writes first. */
import { HistoryOutlined, WarningOutlined } from '@ant-design/icons'
import { Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import type { ContactView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useDesk } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face, PageMark, ShopMark } from '../marks'
import { ui } from '../ui'
import { useBuyerName } from '../use-names'
import { Empty } from './Empty'
import { fetchRecent } from './recent'

type Loaded = readonly ContactView[] | 'failed' | null

export function RecentContacts() {
  const { t } = useTranslation()
  const [recent, load] = useRecent()
  if (recent === null) return <Loading />
  if (recent === 'failed')
    return (
      <Empty
        icon={<WarningOutlined />}
        title={t('list.recent')}
        text={t('list.recentFailed')}
        action={{ name: t('common.retry'), run: load }}
      />
    )
  if (recent.length === 0)
    return (
      <Empty
        icon={<HistoryOutlined />}
        title={t('list.recentEmptyTitle')}
        text={t('list.recentEmpty')}
      />
    )
  return (
    <ul className="rows">
      {recent.map((one) => (
        <li key={one.id}>
          <RecentRow contact={one} />
        </li>
      ))}
    </ul>
  )
}

/** Loaded when the tab is shown; an answer that comes after it was left is dropped. */
function useRecent(): [Loaded, () => void] {
  const { auth } = useDesk()
  const [recent, setRecent] = useState<Loaded>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round loads again
  useEffect(() => {
    let left = false
    fetchRecent(auth)
      .then((loaded) => left || setRecent(loaded))
      .catch(() => left || setRecent('failed'))
    return () => {
      left = true
    }
  }, [auth, round])
  const again = () => {
    setRecent(null)
    setRound(round + 1)
  }
  return [recent, again]
}

function RecentRow({ contact }: { contact: ContactView }) {
  const { t } = useTranslation()
  const { select, start } = useActions()
  const name = useBuyerName()(contact)
  const here = contact.connected === true
  const own = useAgentState((state) => {
    const sessions = Object.values(state.sessions)
    const served = sessions.find((one) => one.contact.id === contact.id && one.phase === 'open')
    return served?.owner === state.me?.agent ? served?.id : undefined
  })
  const go = () => {
    ui.dispatch({ tab: 'open' })
    if (own === undefined) void start(contact.id)
    else select(own)
  }
  return (
    <button
      type="button"
      className="recent-row"
      onClick={go}
      title={own === undefined ? t('list.recentStart', { name }) : t('list.recentGo', { name })}
    >
      <Face id={contact.id} name={name} size={32} gone={!here}>
        <PageMark here={here} />
      </Face>
      <span className="row-main">
        <span className="row-head">
          <b>{name}</b>
          <ShopMark shop={contact.shop} />
        </span>
        <small>{here ? t('list.recentOnline') : t('list.recentOffline')}</small>
      </span>
    </button>
  )
}

const PLACES = [112, 96, 128, 88, 104]

/** After 300 ms, at the final size. */
function Loading() {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="loading" role="status" aria-label={t('common.loading')}>
      {PLACES.map((width) => (
        <div key={width}>
          <Skeleton.Avatar size={32} />
          <Skeleton title={{ width }} paragraph={false} />
        </div>
      ))}
    </div>
  )
}
