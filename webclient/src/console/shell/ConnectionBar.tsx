/**
 * A thin bar while the connection is lost, one when the server has a newer console, and one when
 * nobody can come because one is offline. It stands in the free middle of the top bar, so that
 * nothing below it moves.
 */
import { ApiOutlined, CloudSyncOutlined, PoweroffOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useAgentState, useClient, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useNow } from '../now'
import { useSetPresence } from '../presence'
import { useOutdated } from './use-outdated'

/** A short break is not worth a word. */
const SHOWN_AFTER_MS = 600

export function ConnectionBar() {
  const connection = useAgentState((state) => state.connection)
  const lost = connection.at !== 'open'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!lost) return setShown(false)
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [lost])
  const outdated = useOutdated()
  if (shown && lost) return <Lost />
  return outdated ? <Outdated /> : <Offline />
}

function Lost() {
  const { t } = useTranslation()
  const client = useClient()
  const connection = useAgentState((state) => state.connection)
  const now = useNow()
  if (connection.at === 'stopped')
    return (
      <div className="lost" role="alert">
        <ApiOutlined />
        {t('shell.stopped', { code: connection.code })}
      </div>
    )
  return (
    <div className="lost" role="status">
      <ApiOutlined />
      {t('shell.lost')}
      {connection.at === 'waiting' && (
        <>
          <em>
            {t('shell.lostTry', {
              attempt: connection.attempt,
              seconds: Math.max(0, Math.ceil((connection.retryAtMs - now) / 1000)),
            })}
          </em>
          <Button type="link" size="small" onClick={() => client.wake()}>
            {t('shell.lostNow')}
          </Button>
        </>
      )}
    </div>
  )
}

function Outdated() {
  const { t } = useTranslation()
  return (
    <div className="lost" role="status">
      <CloudSyncOutlined />
      {t('shell.outdated')}
      <Button type="link" size="small" onClick={() => location.reload()}>
        {t('shell.reload')}
      </Button>
    </div>
  )
}

/** After a chosen offline a log-in leaves it so, and says it. */
function Offline() {
  const { t } = useTranslation()
  const me = useMe()
  const { apply } = useSetPresence()
  if (me.intent !== 'offline') return null
  return (
    <div className="lost" role="status">
      <PoweroffOutlined />
      {t('list.empty.offline')}
      <Button type="link" size="small" onClick={() => void apply('online', me.agent)}>
        {t('list.goOnline')}
      </Button>
    </div>
  )
}
