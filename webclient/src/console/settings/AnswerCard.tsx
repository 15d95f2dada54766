/** One automatic answer: on or off, when, what, and how it will look to a buyer. */
import { Button, Input, InputNumber, Switch } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useId, useRef } from 'react'
import { type AutoAnswer, LIMITS, type TimedAnswer } from '../../protocol/generated'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { type AnswerVariable, filledAnswer, variablesOf } from './answer-text'

export const ANSWER_KINDS = ['welcome', 'cached', 'busy', 'silent'] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]
type Answer = AutoAnswer | TimedAnswer

interface CardProps {
  kind: AnswerKind
  answer: Answer
  onChange: (answer: Answer) => void
}

export function AnswerCard({ kind, answer, onChange }: CardProps) {
  const { t } = useTranslation()
  const id = useId()
  const area = useRef<TextAreaRef>(null)
  const insert = (variable: AnswerVariable) => {
    const input = area.current?.resizableTextArea?.textArea
    if (!input) return
    input.setRangeText(`{${variable}}`, input.selectionStart, input.selectionEnd, 'end')
    input.focus()
    onChange({ ...answer, text: input.value.slice(0, LIMITS.AUTO_TEXT_MAX) })
  }
  return (
    <section className="answer" aria-labelledby={id}>
      <header>
        <Switch
          checked={answer.on}
          onChange={(on) => onChange({ ...answer, on })}
          aria-labelledby={id}
        />
        <span>
          <h2 id={id}>{t(`answers.kinds.${kind}.name`)}</h2>
          <small>{t(`answers.kinds.${kind}.when`)}</small>
        </span>
        {'after_s' in answer && <After answer={answer} onChange={onChange} />}
      </header>
      <Input.TextArea
        ref={area}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={LIMITS.AUTO_TEXT_MAX}
        showCount
        value={answer.text}
        status={answer.on && answer.text.trim() === '' ? 'error' : ''}
        placeholder={t(`answers.kinds.${kind}.example`)}
        aria-label={t('answers.textOf', { name: t(`answers.kinds.${kind}.name`) })}
        onChange={(event) => onChange({ ...answer, text: event.target.value })}
      />
      <div className="answer-variables">
        <small>{t('answers.variables')}</small>
        {variablesOf(kind).map((variable) => (
          <Button key={variable} size="small" onClick={() => insert(variable)}>
            {`{${variable}} ${t(`answers.variable.${variable}`)}`}
          </Button>
        ))}
      </div>
      <Preview kind={kind} text={answer.text} />
    </section>
  )
}

function After({
  answer,
  onChange,
}: {
  answer: TimedAnswer
  onChange: (answer: TimedAnswer) => void
}) {
  const { t } = useTranslation()
  return (
    <InputNumber
      className="answer-after"
      min={LIMITS.AUTO_AFTER_S_MIN}
      max={LIMITS.AUTO_AFTER_S_MAX}
      precision={0}
      value={answer.after_s}
      prefix={t('answers.after')}
      suffix={t('answers.seconds')}
      aria-label={t('answers.afterLabel')}
      onChange={(value) => value !== null && onChange({ ...answer, after_s: value })}
    />
  )
}

/** As the buyer reads it, with somebody's names in it. */
function Preview({ kind, text }: { kind: AnswerKind; text: string }) {
  const { t } = useTranslation()
  const { name } = useMe()
  if (text.trim() === '') return null
  const values = { agent: name, buyer: t('answers.sampleBuyer'), n: '2' }
  return (
    <figure className="answer-preview">
      <figcaption>{t('answers.preview')}</figcaption>
      <p>{filledAnswer(kind, text, values)}</p>
    </figure>
  )
}
