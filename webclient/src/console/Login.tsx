/** The log-in page. What went wrong stays above the form until the next try. */
import { Alert, Button, Checkbox, Divider, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { type Account, type Auth, type LoginFailure, offersElsewhere } from './auth'
import { LOCALES } from './i18n'
import { useTranslation } from './i18n/Words'
import { preferences, usePreferences } from './preferences'
import { Logo } from './shell/Logo'

interface Fields extends Account {
  password: string
  remember: boolean
}

interface LoginProps {
  auth: Auth
  /** Filled in beforehand: from the address, or from who was here before. */
  known: Partial<Account>
  /** What went wrong before this page was there. */
  told: LoginFailure | null
  /** Said at first, when a log-in has ended by itself. */
  expired: boolean
  onDone: () => void
}

export function Login({ auth, known, told, expired, onDone }: LoginProps) {
  const { t } = useTranslation()
  const [failure, setFailure] = useState<LoginFailure | null>(told)
  const [busy, setBusy] = useState(false)
  const rest = useCountdown(failure?.kind === 'throttled' ? failure.seconds : 0)

  const submit = async (fields: Fields) => {
    setBusy(true)
    setFailure(null)
    const failed = await auth.login(fields)
    setBusy(false)
    setFailure(failed)
    if (!failed) onDone()
  }

  const goElsewhere = async (wanted: { merchant: string; remember: boolean }) => {
    setBusy(true)
    setFailure(null)
    const failed = await auth.loginElsewhere(wanted)
    // Else this page is about to be left.
    if (failed) setBusy(false)
    setFailure(failed)
  }

  useEffect(() => {
    document.title = `${t('login.title')} · ${t('app.name')}`
  }, [t])

  return (
    <main className="login">
      <div className="login-card">
        <h1>
          <Logo />
          {t('login.title')}
        </h1>
        {failure ? (
          <Alert type="error" showIcon title={<Failure failure={failure} rest={rest} />} />
        ) : (
          expired && <Alert type="info" showIcon title={t('login.expired')} />
        )}
        <LoginForm
          known={known}
          busy={busy}
          blocked={rest > 0}
          onSubmit={submit}
          onElsewhere={(wanted) => void goElsewhere(wanted)}
        />
      </div>
      <Languages />
    </main>
  )
}

function Failure({ failure, rest }: { failure: LoginFailure; rest: number }) {
  const { t } = useTranslation()
  switch (failure.kind) {
    case 'throttled':
      return t('login.throttled', { seconds: rest })
    case 'failed':
      return t('login.failed', { code: failure.code })
    case 'elsewhere':
      return t(`login.elsewhereFailed.${failure.why}`)
    default:
      return t(`login.${failure.kind}`)
  }
}

/** Seconds left, counted down once a second. */
function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    setLeft(seconds)
    const timer = setInterval(() => setLeft((value) => Math.max(0, value - 1)), 1_000)
    return () => clearInterval(timer)
  }, [seconds])
  return left
}

interface LoginFormProps {
  known: Partial<Account>
  busy: boolean
  blocked: boolean
  onSubmit: (fields: Fields) => void
  onElsewhere: (wanted: { merchant: string; remember: boolean }) => void
}

function LoginForm({ known, busy, blocked, onSubmit, onElsewhere }: LoginFormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const [offered, setOffered] = useState(false)
  useEffect(() => void offersElsewhere().then(setOffered), [])
  const leave = () => {
    // Nothing is asked but whose; what is missing is said at the field.
    form.validateFields(['merchant']).then(
      ({ merchant }) => onElsewhere({ merchant, remember: form.getFieldValue('remember') }),
      () => form.getFieldInstance('merchant')?.focus(),
    )
  }
  const required = { required: true, message: t('login.required') }
  const [first, second] = [!known.merchant, !known.username]
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ remember: true, ...known }}
      onFinish={onSubmit}
    >
      <Form.Item name="merchant" label={t('login.merchant')} rules={[required]}>
        <Input autoComplete="organization" autoFocus={first} />
      </Form.Item>
      <Form.Item name="username" label={t('login.username')} rules={[required]}>
        <Input autoComplete="username" autoFocus={!first && second} />
      </Form.Item>
      <Form.Item name="password" label={t('login.password')} rules={[required]}>
        <Input.Password autoComplete="current-password" autoFocus={!first && !second} />
      </Form.Item>
      <Form.Item name="remember" valuePropName="checked">
        <Checkbox>{t('login.remember')}</Checkbox>
      </Form.Item>
      <Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy} disabled={blocked}>
          {t('login.submit')}
        </Button>
      </Form.Item>
      {offered && (
        <>
          <Divider plain>{t('login.or')}</Divider>
          <Form.Item>
            <Button block disabled={busy || blocked} onClick={leave}>
              {t('login.elsewhere')}
            </Button>
          </Form.Item>
        </>
      )}
    </Form>
  )
}

function Languages() {
  const { locale } = usePreferences()
  return (
    <footer>
      {LOCALES.map((one) => (
        <button
          key={one.locale}
          type="button"
          className="link"
          lang={one.locale}
          aria-pressed={one.locale === locale}
          onClick={() => preferences.dispatch({ locale: one.locale })}
        >
          {one.name}
        </button>
      ))}
    </footer>
  )
}
