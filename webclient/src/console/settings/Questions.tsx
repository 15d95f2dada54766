/** 常见问题: what buyers ask most, with answers, shown in the shop's widget at once. */
import { Alert, Button, Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { QuestionsView } from '../../protocol/generated'
import { useLoaded } from '../asking'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { QuestionsEditor } from './QuestionsEditor'
import { SettingsTitle } from './SettingsTitle'

export function Questions() {
  const { t } = useTranslation()
  const shops = useAgentState((state) => state.shops)
  const [chosen, setChosen] = useState<string | null>(null)
  const shop = chosen ?? shops[0]?.id ?? null
  const path = shop === null ? null : `/api/settings/questions/${encodeURIComponent(shop)}`
  const { loaded, put, again } = useLoaded<QuestionsView>(path)
  const choice = shops.length > 1 && (
    <Select
      value={shop}
      aria-label={t('questions.shop')}
      options={shops.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={setChosen}
    />
  )
  if (loaded.state === 'here' && path !== null)
    return (
      <QuestionsEditor
        key={`${shop}/${loaded.value.version}`}
        path={path}
        view={loaded.value}
        choice={choice}
        onChange={put}
        onStale={again}
      />
    )
  return (
    <>
      <SettingsTitle name={t('settings.pages.questions')} note={t('questions.note')}>
        {choice}
      </SettingsTitle>
      {loaded.state === 'loading' && <Skeleton active paragraph={{ rows: 5 }} title={false} />}
      {loaded.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('questions.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
    </>
  )
}
