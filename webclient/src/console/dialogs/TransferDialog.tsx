/** Transfer and three-way. No mask: the conversation stays readable while the note is written. */
import { ClockCircleOutlined, InfoCircleOutlined } from '@ant-design/icons'
import { Modal, Segmented } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import type { InvitationMode } from '../../core/wire'
import type { AgentView, SessionView } from '../../protocol/generated'
import { useAgentState, useClient, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { closeDialog } from '../ui'
import { useBuyerName } from '../use-names'
import { Colleagues } from './Colleagues'
import { NoteField } from './NoteField'

interface TransferProps {
  view: SessionView
  initialMode: InvitationMode
}

export function TransferDialog({ view, initialMode }: TransferProps) {
  const { t } = useTranslation()
  const name = useBuyerName()(view.contact)
  const [mode, setMode] = useState(initialMode)
  const [to, setTo] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const { busy, send } = useInvite(view.id)
  const exclude = useExclusion(view)
  const submit = () => {
    if (to !== null) void send(to, mode, note)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <Modal
      open
      mask={false}
      width={492}
      style={{ top: 92, margin: '0 16px 0 auto' }}
      wrapClassName="transfer"
      title={t(mode === 'transfer' ? 'transfer.title' : 'transfer.titleJoin', { name })}
      okText={t('transfer.send')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: to === null, loading: busy }}
      onOk={submit}
      onCancel={closeDialog}
    >
      <ModeSwitch mode={mode} onChange={setMode} />
      <Colleagues value={to} onChange={setTo} exclude={exclude} />
      <NoteField
        label={t('transfer.note')}
        hint={t('transfer.noteHidden')}
        value={note}
        onChange={setNote}
        onKeyDown={onKeyDown}
      />
      <Terms />
    </Modal>
  )
}

function useInvite(session: string) {
  const client = useClient()
  const me = useMe()
  const attempt = useAttempt()
  const ttl = useAgentState((state) => state.settings?.invitation_ttl_ms ?? 60_000)
  const [busy, setBusy] = useState(false)
  const send = async (to: string, mode: InvitationMode, note: string) => {
    setBusy(true)
    const done = await attempt(() => client.call('invitation.send', { session, to, mode, note }))
    setBusy(false)
    if (!done) return
    const expires_ms = Date.now() + client.store.getState().clockOffsetMs + ttl
    const invitation = { session, from: me.agent, to, mode, note, expires_ms }
    client.store.dispatch({ t: 'offer.sent', invitation })
    closeDialog()
  }
  return { busy, send }
}

/** Who takes part already, and who was asked already. */
function useExclusion(view: SessionView): (agent: AgentView) => string | null {
  const { t } = useTranslation()
  const offers = useAgentState((state) => state.offers)
  return ({ agent }) => {
    if (view.members.some((member) => member.agent === agent)) return t('transfer.already')
    const asked = offers.some(
      ({ invitation, end }) =>
        end === null && invitation.session === view.id && invitation.to === agent,
    )
    return asked ? t('transfer.asked') : null
  }
}

interface ModeSwitchProps {
  mode: InvitationMode
  onChange: (mode: InvitationMode) => void
}

function ModeSwitch({ mode, onChange }: ModeSwitchProps) {
  const { t } = useTranslation()
  const option = (value: InvitationMode, hint: string) => ({
    value,
    label: (
      <span className="mode">
        <b>{t(`transfer.${value}`)}</b>
        <small>{hint}</small>
      </span>
    ),
  })
  return (
    <Segmented<InvitationMode>
      block
      value={mode}
      onChange={onChange}
      aria-label={t('transfer.mode')}
      options={[
        option('transfer', t('transfer.transferHint')),
        option('join', t('transfer.joinHint')),
      ]}
    />
  )
}

function Terms() {
  const { t } = useTranslation()
  const ttl = useAgentState((state) => state.settings?.invitation_ttl_ms ?? 60_000)
  return (
    <ul className="terms">
      <li>
        <InfoCircleOutlined />
        {t('transfer.seesAll')}
      </li>
      <li>
        <ClockCircleOutlined />
        {t('transfer.ttl', { seconds: Math.round(ttl / 1000) })}
      </li>
    </ul>
  )
}
