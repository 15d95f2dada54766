/** 自动应答: what buyers are told by itself. Everybody's own texts, or one set for all. */
import { Alert, Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import type { AnswersView } from '../../protocol/generated'
import { useLoaded } from '../asking'
import { useMay } from '../desk'
import { useTranslation } from '../i18n/Words'
import { AnswersEditor } from './AnswersEditor'
import { SettingsTitle } from './SettingsTitle'

const PATH = '/api/settings/answers'
export type Whose = 'own' | 'everybody'

export function Answers() {
  const { t } = useTranslation()
  const mayForce = useMay('answers.set_for_all')
  const [whose, setWhose] = useState<Whose>('own')
  const { loaded, put, again } = useLoaded<AnswersView>(PATH)
  const kinds = (
    <Segmented<Whose>
      value={whose}
      onChange={setWhose}
      options={[
        { value: 'own', label: t('answers.own') },
        { value: 'everybody', label: t('answers.everybody') },
      ]}
    />
  )
  if (loaded.state === 'here') {
    const { value } = loaded
    return (
      <AnswersEditor
        key={`${whose}/${value[whose].version}`}
        whose={whose}
        view={value}
        kinds={mayForce && kinds}
        onChange={(changed) => put({ ...value, ...changed })}
        onStale={again}
      />
    )
  }
  return (
    <>
      <SettingsTitle name={t('settings.pages.answers')} note={t('answers.note')} />
      {loaded.state === 'loading' && <Skeleton active paragraph={{ rows: 6 }} title={false} />}
      {loaded.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('answers.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
    </>
  )
}
