/** The composer's smaller parts: who will see it, to whom it goes, how it is sent. */

import { DownOutlined, LockFilled, LockOutlined, SendOutlined } from '@ant-design/icons'
import { Button, Dropdown, Segmented, Space } from 'antd'
import type { SessionFacts } from '../../core/agent-state'
import type { Channel } from '../../core/wire'
import { LIMITS } from '../../protocol/generated'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useAgentName, useBuyerName } from '../use-names'

interface ChannelSwitchProps {
  channel: Channel
  onChange: (channel: Channel) => void
}

export function ChannelSwitch({ channel, onChange }: ChannelSwitchProps) {
  const { t } = useTranslation()
  return (
    <Segmented<Channel>
      size="small"
      value={channel}
      onChange={onChange}
      aria-label={t('composer.mode')}
      options={[
        { value: 'public', label: t('composer.reply') },
        { value: 'internal', icon: <LockOutlined />, label: t('composer.internal') },
      ]}
    />
  )
}

/** To whom one speaks, colleagues who will see it included. */
export function ToBuyer({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const me = useMe()
  const agentName = useAgentName()
  const name = useBuyerName()(view.contact)
  const others = view.members.filter((member) => member.agent !== me.agent)
  const names = others.map((member) => agentName(member.agent)).join(t('common.listSeparator'))
  return (
    <span className="to">
      {t('composer.to')} <b>{name}</b>
      {others.length > 0 && <em>{t('composer.seenBy', { names })}</em>}
    </span>
  )
}

export function ToColleagues({ view, whisperOnly }: { view: SessionFacts; whisperOnly: boolean }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const names = view.members
    .map((member) => agentName(member.agent))
    .join(t('common.listSeparator'))
  return (
    <span className="to">
      <span className="lock">
        <LockFilled />
        {whisperOnly ? t('watch.whisperTo', { names }) : t('composer.toInternal')}
      </span>
    </span>
  )
}

export function Excess({ text }: { text: string }) {
  const { t } = useTranslation()
  const count = text.trim().length - LIMITS.TEXT_MAX
  if (count <= 0) return null
  return (
    <span className="count" role="alert">
      {t('composer.tooLong', { count })}
    </span>
  )
}

export function KeyHints() {
  const { t } = useTranslation()
  const { sendKey } = usePreferences()
  const [send, next] =
    sendKey === 'enter' ? ['Enter', 'Ctrl Enter'] : ['Ctrl Enter', 'Ctrl Shift Enter']
  return (
    <span className="hint-text">
      <kbd>{send}</kbd>
      {t('composer.sendHint')} <kbd>{next}</kbd>
      {t('composer.nextHint')}
    </span>
  )
}

interface SendButtonProps {
  disabled: boolean
  onSend: () => void
  onNext: () => void
}

export function SendButton({ disabled, onSend, onNext }: SendButtonProps) {
  const { t } = useTranslation()
  const items = [{ key: 'next', label: t('composer.sendAndNext'), onClick: onNext }]
  return (
    <Space.Compact size="small">
      <Button type="primary" icon={<SendOutlined />} disabled={disabled} onClick={onSend}>
        {t('composer.send')}
      </Button>
      <Dropdown menu={{ items }} trigger={['click']} placement="topRight" disabled={disabled}>
        <Button type="primary" icon={<DownOutlined />} aria-label={t('composer.more')} />
      </Dropdown>
    </Space.Compact>
  )
}
