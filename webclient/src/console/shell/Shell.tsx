/** Function bar, top bar and the place where a page stands. */
import {
  CommentOutlined,
  MailOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { Badge, Tooltip } from 'antd'
import { type ComponentType, type ReactNode, useEffect, useMemo } from 'react'
import { systemClock } from '../../core/clock'
import { Throttle } from '../../core/throttle'
import { useAlerts } from '../alerts/use-alerts'
import { useAgentState, useMe } from '../desk'
import { Dialogs } from '../dialogs/Dialogs'
import { Invitations } from '../dialogs/Invitations'
import { useTranslation } from '../i18n/Words'
import { useKeyLabel } from '../key-labels'
import { Left } from '../left/Left'
import { Reception } from '../reception/Reception'
import { ownRows } from '../rows'
import { Settings } from '../settings/Settings'
import { Team } from '../team/Team'
import { type Dialog, openDialog, type Page, ui, useUi } from '../ui'
import { useKeys } from '../use-keys'
import { Logo } from './Logo'
import { TopBar } from './TopBar'
import { useNotices } from './use-notices'

const PAGES: Record<Page, ComponentType> = {
  reception: Reception,
  left: Left,
  team: Team,
  settings: Settings,
}

export function Shell() {
  const Shown = PAGES[useUi().page]
  useKeys()
  useAlerts()
  useNotices()
  return (
    <div className="shell">
      <Rail />
      <TopBar />
      <main className="page">
        <Shown />
      </main>
      <Invitations />
      <Dialogs />
    </div>
  )
}

/** Browsers take milliseconds to show another title. */
const titles = new Throttle<string>(systemClock, 1_000, (title) => {
  document.title = title
})

/** Unread messages over all own sessions; the tab's title counts them too. */
function useUnread(): number {
  const { t } = useTranslation()
  const me = useMe()
  const sessions = useAgentState((state) => state.sessions)
  const unread = useMemo(
    () => ownRows(sessions, me.agent).reduce((sum, row) => sum + row.unread, 0),
    [sessions, me.agent],
  )
  useEffect(() => {
    const title = `${me.name} · ${t('app.console')}`
    titles.push(unread > 0 ? t('shell.titleUnread', { count: unread, title }) : title)
  }, [unread, me.name, t])
  return unread
}

function Rail() {
  const { t } = useTranslation()
  return (
    <nav className="rail" aria-label={t('shell.functions')}>
      <Logo />
      <ReceptionButton />
      <LeftButton />
      <PageButton page="team" name={t('shell.team')} icon={<TeamOutlined />} />
      <PageButton page="settings" name={t('shell.settings')} icon={<SettingOutlined />} />
      <span className="grow" />
      <QuietButton
        name={t('switcher.title')}
        keys={useKeyLabel('switcher')}
        icon={<SearchOutlined />}
        dialog={{ kind: 'switcher' }}
      />
      <QuietButton
        name={t('shell.keys')}
        keys="?"
        icon={<QuestionCircleOutlined />}
        dialog={{ kind: 'keys' }}
      />
    </nav>
  )
}

interface QuietButtonProps {
  name: string
  keys: string
  icon: ReactNode
  dialog: Dialog
}

function QuietButton({ name, keys, icon, dialog }: QuietButtonProps) {
  return (
    <Tooltip title={`${name}  ${keys}`} placement="right">
      <button
        type="button"
        className="fn is-quiet"
        aria-label={name}
        onClick={() => openDialog(dialog)}
      >
        {icon}
      </button>
    </Tooltip>
  )
}

function ReceptionButton() {
  const { t } = useTranslation()
  const unread = useUnread()
  return (
    <PageButton
      page="reception"
      name={t('shell.reception')}
      icon={<CommentOutlined />}
      count={unread}
      counted={t('shell.unread', { count: unread })}
    />
  )
}

function LeftButton() {
  const { t } = useTranslation()
  const left = useAgentState((state) => state.left.unhandled)
  return (
    <PageButton
      page="left"
      name={t('shell.left')}
      icon={<MailOutlined />}
      count={left}
      counted={t('shell.leftCount', { count: left })}
    />
  )
}

interface PageButtonProps {
  page: Page
  name: string
  icon: ReactNode
  count?: number
  /** What the count is of, in words. */
  counted?: string
}

function PageButton({ page, name, icon, count = 0, counted }: PageButtonProps) {
  const here = useUi().page === page
  return (
    <button
      type="button"
      className={`fn${here ? ' is-here' : ''}`}
      aria-current={here ? 'page' : undefined}
      onClick={() => ui.dispatch({ page })}
    >
      <Badge count={count} size="small" title={counted ?? null}>
        {icon}
      </Badge>
      <span>{name}</span>
    </button>
  )
}
