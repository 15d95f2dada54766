/** What stands between messages: days, the line above what is new, the server's word, the reason. */

import {
  BranchesOutlined,
  DownOutlined,
  HistoryOutlined,
  LockFilled,
  SettingOutlined,
} from '@ant-design/icons'
import { Popover } from 'antd'
import type { SessionFacts } from '../../core/agent-state'
import { dayText, relativeDay, timeText } from '../../core/time'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { Why } from '../reception/Why'
import { useReasonText, useSystemText, useWaitedText } from '../system-text'
import type { Item } from './items'

export function Edge({ complete }: { complete: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="system">
      <HistoryOutlined />
      {complete ? t('conversation.start') : t('conversation.older')}
    </div>
  )
}

export function Day({ at }: { at: number }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const now = Date.now()
  const day = dayText(at, now, locale)
  const near = relativeDay(at, now)
  return (
    <div className="day">
      <span>{near === 'other' ? day : t(`conversation.${near}`, { day })}</span>
    </div>
  )
}

export function NewLine() {
  const { t } = useTranslation()
  return (
    <div className="new-line">
      <span>
        <DownOutlined />
        {t('conversation.newLine')}
      </span>
    </div>
  )
}

export function SystemLine({ item }: { item: Extract<Item, { kind: 'system' }> }) {
  const { locale } = usePreferences()
  const systemText = useSystemText()
  return (
    <div className="system">
      {item.message.channel === 'internal' ? <LockFilled /> : <SettingOutlined />}
      {timeText(item.message.at_ms, locale)} {systemText(item.message.body)}
    </div>
  )
}

/** Why the session came here, with how each agent stood on demand. */
export function ReasonLine({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const reasonText = useReasonText()
  const waitedText = useWaitedText()
  const { reason, owner, priority } = view
  const waited = waitedText(reason, view.arrived_ms)
  const words = [`${timeText(reason.at_ms, locale)} ${reasonText(reason, owner)}`, waited]
  const me = useMe()
  const ask =
    view.phase === 'cached'
      ? 'waitingButton'
      : (reason.agent ?? owner) === me.agent
        ? 'button'
        : 'assignedTitle'
  return (
    <div className="system">
      <BranchesOutlined />
      {words.filter(Boolean).join(' · ')}
      <Popover
        trigger="click"
        destroyOnHidden
        content={<Why session={view.id} owner={owner} priority={priority} />}
      >
        <button type="button" className="link">
          {t(`why.${ask}`)}
        </button>
      </Popover>
    </div>
  )
}
