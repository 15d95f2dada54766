/** 隐私提示: what each shop's widget says becomes of a buyer's words, and a link to more of it. */
import { Alert, Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { type Consent, type ConsentView, type ConsentWords, LIMITS } from '../../protocol/generated'
import { useLoaded } from '../asking'
import { useAgentState } from '../desk'
import { LOCALES } from '../i18n'
import { useTranslation } from '../i18n/Words'
import { SettingsTitle } from './SettingsTitle'
import { useSave } from './use-save'

export function ConsentPage() {
  const { t } = useTranslation()
  const shops = useAgentState((state) => state.shops)
  return (
    <>
      <SettingsTitle name={t('settings.pages.consent')} note={t('consent.note')} />
      {shops.map(({ id, name }) => (
        <ShopConsent key={id} shop={id} name={name} />
      ))}
    </>
  )
}

function ShopConsent({ shop, name }: { shop: string; name: string }) {
  const { t } = useTranslation()
  const path = `/api/settings/consent/${encodeURIComponent(shop)}`
  const { loaded, put, again } = useLoaded<ConsentView>(path)
  switch (loaded.state) {
    case 'loading':
      return <Skeleton active paragraph={{ rows: 4 }} title={false} />
    case 'failed':
      return (
        <Alert
          type="error"
          showIcon
          title={t('consent.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )
    case 'here':
      return (
        <Editor
          key={loaded.value.version}
          path={path}
          name={name}
          view={loaded.value}
          onChange={put}
          onStale={again}
        />
      )
  }
}

interface EditorProps {
  path: string
  name: string
  view: ConsentView
  onChange: (view: ConsentView) => void
  onStale: () => void
}

const isAddress = (url: string): boolean => url === '' || /^https?:\/\/\S*$/.test(url)

function Editor({ path, name, view, onChange, onStale }: EditorProps) {
  const { t } = useTranslation()
  const [consent, setConsent] = useState<Consent>(view.consent)
  const { saving, save } = useSave('consent', path, onChange, onStale)
  const changed = JSON.stringify(consent) !== JSON.stringify(view.consent)
  const wrong = !isAddress(consent.zh.url) || !isAddress(consent.en.url)
  return (
    <section className="settings-card consent">
      <h2>{name}</h2>
      {LOCALES.map(({ locale, name: language }) => {
        const key = locale === 'en' ? 'en' : 'zh'
        return (
          <Words
            key={key}
            language={language}
            words={consent[key]}
            onChange={(words) => setConsent({ ...consent, [key]: words })}
          />
        )
      })}
      <Button
        type="primary"
        disabled={!changed || wrong}
        loading={saving}
        onClick={() => void save({ version: view.version, consent })}
      >
        {t('consent.save')}
      </Button>
    </section>
  )
}

interface WordsProps {
  language: string
  words: ConsentWords
  onChange: (words: ConsentWords) => void
}

function Words({ language, words, onChange }: WordsProps) {
  const { t } = useTranslation()
  const wrong = !isAddress(words.url)
  const [text, url] = [t('consent.text', { language }), t('consent.url', { language })]
  return (
    <>
      <b>{text}</b>
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 4 }}
        value={words.text}
        maxLength={LIMITS.CONSENT_MAX}
        aria-label={text}
        placeholder={t('consent.usual')}
        onChange={(event) => onChange({ ...words, text: event.target.value })}
      />
      <b>{url}</b>
      <Input
        type="url"
        value={words.url}
        maxLength={LIMITS.URL_MAX}
        aria-label={url}
        placeholder={t('consent.noLink')}
        {...(wrong && { status: 'error' as const })}
        onChange={(event) => onChange({ ...words, url: event.target.value.trim() })}
      />
      {wrong && (
        <small className="is-wrong" role="alert">
          {t('consent.wrongUrl')}
        </small>
      )}
    </>
  )
}
