/** One set of automatic answers: edited as a whole, saved as a whole, in force at once. */
import { Alert, Button, Switch } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { shortTimeText } from '../../core/time'
import type { AnswersView, AutoAnswers } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useAgentName } from '../use-names'
import { ANSWER_KINDS, AnswerCard } from './AnswerCard'
import type { Whose } from './Answers'
import { SettingsTitle } from './SettingsTitle'
import { useSave } from './use-save'

interface EditorProps {
  whose: Whose
  view: AnswersView
  kinds: ReactNode
  onChange: (changed: Partial<AnswersView>) => void
  onStale: () => void
}

/** An answer that is on says something. */
const isComplete = (answers: AutoAnswers): boolean =>
  ANSWER_KINDS.every((kind) => !answers[kind].on || answers[kind].text.trim() !== '')

export function AnswersEditor({ whose, view, kinds, onChange, onStale }: EditorProps) {
  const { t } = useTranslation()
  const { everybody } = view
  const [answers, setAnswers] = useState(view[whose].answers)
  const [forced, setForced] = useState(everybody.forced)
  const wanted = whose === 'own' ? { answers } : { answers, forced }
  const there = whose === 'own' ? { answers: view.own.answers } : withForce(everybody)
  const changed = JSON.stringify(wanted) !== JSON.stringify(there)
  const complete = isComplete(answers)
  const { saving, save } = useSave<AnswersView[Whose]>(
    'answers',
    `/api/settings/answers/${whose}`,
    (saved) => onChange({ [whose]: saved }),
    onStale,
  )
  return (
    <>
      <SettingsTitle name={t('settings.pages.answers')} note={t('answers.note')}>
        {kinds}
        <Button
          type="primary"
          disabled={!changed || !complete}
          loading={saving}
          onClick={() => void save({ ...wanted, version: view[whose].version })}
        >
          {t('answers.save')}
        </Button>
      </SettingsTitle>
      {whose === 'own' && everybody.forced && <Forced view={view} />}
      {whose === 'everybody' && <ForceSwitch on={forced} onChange={setForced} />}
      {!complete && <Alert type="warning" showIcon title={t('answers.incomplete')} />}
      <div className="answers">
        {ANSWER_KINDS.map((kind) => (
          <AnswerCard
            key={kind}
            kind={kind}
            answer={answers[kind]}
            onChange={(answer) => setAnswers({ ...answers, [kind]: answer })}
          />
        ))}
      </div>
    </>
  )
}

const withForce = ({ answers, forced }: AnswersView['everybody']) => ({ answers, forced })

/** Says that one's own texts are not in use, and whose are. */
function Forced({ view: { everybody } }: { view: AnswersView }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const agentName = useAgentName()
  const by = {
    name: agentName(everybody.changed_by ?? ''),
    time: shortTimeText(everybody.changed_ms ?? 0, Date.now(), locale),
  }
  return (
    <Alert
      type="info"
      showIcon
      title={t('answers.forced')}
      description={everybody.changed_by && t('answers.forcedBy', by)}
    />
  )
}

function ForceSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="answers-force">
      <Switch checked={on} onChange={onChange} aria-labelledby={id} />
      <span>
        <b id={id}>{t('answers.force')}</b>
        <small>{t('answers.forceNote')}</small>
      </span>
    </div>
  )
}
