/** What became of the e-mail that carried the answer, and the choice where that is not certain. */
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shortTimeText } from '../../core/time'
import type { LeftMailView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useAttempt } from '../failures'
import { usePreferences } from '../preferences'

const LOOKS = {
  queued: 'info',
  sending: 'info',
  sent: 'success',
  failed: 'error',
  unknown: 'warning',
} as const

export function MailState({ mail }: { mail: LeftMailView }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const { state, to, reason } = mail
  const time = shortTimeText(mail.changed_ms, Date.now(), locale)
  return (
    <Alert
      className="left-mail"
      type={LOOKS[state]}
      showIcon
      title={t(`left.mailIs.${state}`, { to, time })}
      description={reason ? t('left.reason', { reason, count: mail.attempts }) : undefined}
      action={
        (state === 'failed' || state === 'unknown') && <Decision key={mail.mail} mail={mail} />
      }
    />
  )
}

/** Sent once more only by somebody's decision: where it may have arrived, it may arrive twice. */
function Decision({ mail }: { mail: LeftMailView }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const attempt = useAttempt()
  const [busy, setBusy] = useState(false)
  const [kept, setKept] = useState(false)
  const isUnknown = mail.state === 'unknown'
  const resend = async () => {
    setBusy(true)
    await attempt(() => ask('POST', `/api/left/mails/${encodeURIComponent(mail.mail)}/resend`))
    setBusy(false)
  }
  return kept ? (
    <small>{t('left.kept')}</small>
  ) : (
    <span className="left-decide">
      <Button size="small" loading={busy} onClick={() => void resend()}>
        {t(isUnknown ? 'left.resendAnyway' : 'left.resend')}
      </Button>
      {isUnknown && (
        <Button size="small" type="text" onClick={() => setKept(true)}>
          {t('left.keep')}
        </Button>
      )}
    </span>
  )
}
