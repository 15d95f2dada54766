/** Invitations of colleagues: top right, never taking the focus, with the load one would have. */
import { SwapOutlined, TeamOutlined } from '@ant-design/icons'
import { Button, Input, Space } from 'antd'
import { useEffect, useState } from 'react'
import { durationText } from '../../core/time'
import type { Message } from '../../core/wire'
import { type InvitationView, LIMITS } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useClient, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { useServerNow } from '../now'
import { usePreviewText } from '../preview-text'
import { loadOf } from '../rows'
import { useAgentName } from '../use-names'

export function Invitations() {
  const { t } = useTranslation()
  const invitations = useAgentState((state) => state.invitations)
  return (
    <section className="invites" aria-label={t('invitation.label')} aria-live="polite">
      {invitations.map((invitation) => (
        <Card key={invitation.session} invitation={invitation} />
      ))}
    </section>
  )
}

function Card({ invitation }: { invitation: InvitationView }) {
  const { t } = useTranslation()
  const { accept } = useActions()
  const name = useAgentName()(invitation.from)
  const [declining, setDeclining] = useState(false)
  const { session, mode, note } = invitation
  return (
    <article className="invite">
      <header>
        {mode === 'transfer' ? <SwapOutlined /> : <TeamOutlined />}
        <b>{t(`invitation.${mode}`, { name })}</b>
        <Countdown until={invitation.expires_ms} />
      </header>
      {note && <blockquote>{note}</blockquote>}
      <LastWords session={session} />
      <WouldBe />
      {declining ? (
        <Decline session={session} />
      ) : (
        <footer>
          <Button type="primary" size="small" onClick={() => accept(session)}>
            {t('invitation.accept')}
            <kbd>Alt Y</kbd>
          </Button>
          <Button size="small" type="text" onClick={() => setDeclining(true)}>
            {t('invitation.decline')}
          </Button>
        </footer>
      )}
    </article>
  )
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation()
  const time = durationText(until - useServerNow())
  return <em title={t('invitation.countdown', { time })}>{time}</em>
}

const SHOWN = 3

/** What was said last: whoever is invited may read before deciding. */
function LastWords({ session }: { session: string }) {
  const client = useClient()
  const previewText = usePreviewText()
  const [messages, setMessages] = useState<readonly Message[]>([])
  useEffect(() => {
    let left = false
    client
      .call('history.fetch', { session, limit: SHOWN })
      .then((page) => left || setMessages(page.messages))
      // Nothing but this glance is lost: the note and the buttons are there.
      .catch(() => left || setMessages([]))
    return () => {
      left = true
    }
  }, [client, session])
  const spoken = messages.filter((message) => message.kind !== 'system')
  if (spoken.length === 0) return null
  return (
    <ul className="glance">
      {spoken.map((message) => (
        <li key={message.seq}>
          <b>{message.author.name}</b> {previewText(message)}
        </li>
      ))}
    </ul>
  )
}

function WouldBe() {
  const { t } = useTranslation()
  const me = useMe()
  const own = useAgentState((state) => state.agents.find((agent) => agent.agent === me.agent))
  if (!own) return null
  const load = loadOf(own) + 1
  const max = own.reception_max
  return (
    <small>
      {max === undefined
        ? t('invitation.wouldBeUnlimited', { load })
        : t('invitation.wouldBe', { load, max })}
    </small>
  )
}

function Decline({ session }: { session: string }) {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const [reason, setReason] = useState('')
  const decline = () =>
    void attempt(() => client.call('invitation.decline', { session, reason: reason.trim() }))
  return (
    <Space.Compact size="small">
      <Input
        autoFocus
        maxLength={LIMITS.NOTE_MAX}
        placeholder={`${t('invitation.reason')} (${t('common.optional')})`}
        aria-label={t('invitation.reason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={decline}
      />
      <Button onClick={decline}>{t('invitation.sendDecline')}</Button>
    </Space.Compact>
  )
}
