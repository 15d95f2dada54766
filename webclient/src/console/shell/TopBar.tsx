/** Own state and load, who waits, and how the connection is. */
import { DisconnectOutlined, UsergroupAddOutlined, WifiOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { durationText } from '../../core/time'
import { bandOfWait } from '../../core/urgency'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { LoadBar, loadText } from '../marks'
import { useServerNow } from '../now'
import { loadOf } from '../rows'
import { ConnectionBar } from './ConnectionBar'
import { SettingsMenu } from './SettingsMenu'
import { StatusMenu } from './StatusMenu'

export function TopBar() {
  return (
    <header className="top">
      <StatusMenu />
      <OwnLoad />
      <span className="grow" />
      <ConnectionBar />
      <span className="grow" />
      <Waiting />
      <LinkState />
      <SettingsMenu />
    </header>
  )
}

function OwnLoad() {
  const { t } = useTranslation()
  const me = useMe()
  const own = useAgentState((state) => state.agents.find((agent) => agent.agent === me.agent))
  if (!own?.receives) return null
  const load = loadOf(own)
  const { open, cached, windows_max: windows, reception_max: max } = own
  return (
    <Tooltip title={t('shell.load')}>
      <span
        className="own-load"
        role="img"
        aria-label={t('shell.loadLabel', { load, max: max ?? '∞' })}
      >
        <LoadBar agent={own} wide />
        <b>{loadText(load, max)}</b>
        <em>{t('shell.loadDetail', { open, windows, cached })}</em>
      </span>
    </Tooltip>
  )
}

function Waiting() {
  const { t } = useTranslation()
  const { waiting, entries } = useAgentState((state) => state.queue)
  const now = useServerNow()
  if (waiting === 0)
    return (
      <span className="waiting">
        <UsergroupAddOutlined />
        <span className="fold">{t('shell.nobodyWaits')}</span>
      </span>
    )
  const longest = now - Math.min(now, ...entries.map((entry) => entry.arrived_ms))
  const over = bandOfWait(longest) === 'overdue'
  return (
    <span className={`waiting has${over ? ' is-over' : ''}`}>
      <UsergroupAddOutlined />
      <span className="fold">{t('shell.waiting')}</span> <b>{waiting}</b>
      <em>
        {t('shell.longest')} {durationText(longest)}
      </em>
    </span>
  )
}

function LinkState() {
  const { t } = useTranslation()
  const { at } = useAgentState((state) => state.connection)
  const open = at === 'open'
  const words = open ? 'connected' : at === 'connecting' ? 'connecting' : 'disconnected'
  return (
    <span className={`link-state${open ? '' : ' is-lost'}`} role="status">
      {open ? <WifiOutlined /> : <DisconnectOutlined />}
      <span className="fold">{t(`shell.${words}`)}</span>
    </span>
  )
}
