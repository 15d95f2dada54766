/** What became of the e-mail that carried the answer, and the choice where that is not certain. */
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { shortTimeText } from '../../core/time'
import type { LeftMailView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'

const LOOKS = {
  queued: 'info',
  sending: 'info',
  sent: 'success',
  failed: 'error',
  unknown: 'warning',
} as const

interface MailProps {
  mail: LeftMailView
  session: string
  isHandled: boolean
}

export function MailState({ mail, session, isHandled }: MailProps) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const { state, to, reason } = mail
  const time = shortTimeText(mail.changed_ms, Date.now(), locale)
  const undecided = state === 'failed' || state === 'unknown'
  return (
    <Alert
      className="left-mail"
      type={LOOKS[state]}
      showIcon
      title={
        <>
          {t(`left.mailIs.${state}`, { to, time })}
          {reason && <small>{t('left.reason', { reason, count: mail.attempts })}</small>}
        </>
      }
      action={
        undecided && (
          <Decision key={mail.mail} mail={mail} session={session} isHandled={isHandled} />
        )
      }
    />
  )
}

/** Sent once more only by somebody's decision: where it may have arrived, it may arrive twice. */
function Decision({ mail, session, isHandled }: MailProps) {
  const { t } = useTranslation()
  const ask = useAsk()
  const attempt = useAttempt()
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const resend = async () => {
    setBusy(true)
    await attempt(() => ask('POST', `/api/left/mails/${encodeURIComponent(mail.mail)}/resend`))
    setBusy(false)
  }
  const leave = () => attempt(() => client.call('left.handle', { session, handled: true }))
  return (
    <span className="left-decide">
      <Button size="small" loading={busy} onClick={() => void resend()}>
        {t(mail.state === 'unknown' ? 'left.resendAnyway' : 'left.resend')}
      </Button>
      {!isHandled && (
        <Button size="small" type="text" onClick={() => void leave()}>
          {t('left.keep')}
        </Button>
      )}
    </span>
  )
}
