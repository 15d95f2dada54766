/** A shop's frequent questions, edited in their order and saved as a whole. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { LIMITS, type Question, type QuestionsView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { SettingsTitle } from './SettingsTitle'
import { useSave } from './use-save'

interface EditorProps {
  path: string
  view: QuestionsView
  choice: ReactNode
  onChange: (view: QuestionsView) => void
  onStale: () => void
}

interface Row extends Question {
  readonly key: number
}

const isEmpty = ({ question, answer }: Question): boolean =>
  question.trim() === '' || answer.trim() === ''

export function QuestionsEditor({ path, view, choice, onChange, onStale }: EditorProps) {
  const { t } = useTranslation()
  const [rows, setRows] = useState<readonly Row[]>(() =>
    view.questions.map((one, key) => ({ ...one, key })),
  )
  const questions = rows.map(({ question, answer }) => ({ question, answer }))
  const changed = JSON.stringify(questions) !== JSON.stringify(view.questions)
  const incomplete = questions.some(isEmpty)
  const { saving, save } = useSave('questions', path, onChange, onStale)
  const add = () => {
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1
    setRows([...rows, { key, question: '', answer: '' }])
  }
  return (
    <>
      <SettingsTitle name={t('settings.pages.questions')} note={t('questions.note')}>
        {choice}
        <small>{t('questions.count', { count: rows.length, most: LIMITS.QUESTIONS_MAX })}</small>
        <Button
          icon={<PlusOutlined />}
          disabled={rows.length >= LIMITS.QUESTIONS_MAX}
          onClick={add}
        >
          {t('questions.add')}
        </Button>
        <Button
          type="primary"
          disabled={!changed || incomplete}
          loading={saving}
          onClick={() => void save({ version: view.version, questions })}
        >
          {t('questions.save')}
        </Button>
      </SettingsTitle>
      {incomplete && <Alert type="warning" showIcon title={t('questions.incomplete')} />}
      {rows.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('questions.empty')} />
      )}
      <ol className="questions">
        {rows.map((row, at) => (
          <li key={row.key}>
            <Fields row={row} at={at} rows={rows} onRows={setRows} />
          </li>
        ))}
      </ol>
    </>
  )
}

interface FieldsProps {
  row: Row
  at: number
  rows: readonly Row[]
  onRows: (rows: readonly Row[]) => void
}

function Fields({ row, at, rows, onRows }: FieldsProps) {
  const { t } = useTranslation()
  const number = at + 1
  const change = (patch: Partial<Question>) => onRows(rows.with(at, { ...row, ...patch }))
  const move = (by: 1 | -1) => {
    const other = rows[at + by]
    if (other) onRows(rows.with(at, other).with(at + by, row))
  }
  return (
    <>
      <div>
        <Input
          value={row.question}
          maxLength={LIMITS.QUESTION_MAX}
          placeholder={t('questions.question')}
          aria-label={t('questions.questionOf', { number })}
          onChange={(event) => change({ question: event.target.value })}
        />
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={row.answer}
          maxLength={LIMITS.QUESTION_ANSWER_MAX}
          placeholder={t('questions.answer')}
          aria-label={t('questions.answerOf', { number })}
          onChange={(event) => change({ answer: event.target.value })}
        />
      </div>
      <span>
        <Button
          type="text"
          icon={<ArrowUpOutlined />}
          disabled={at === 0}
          aria-label={t('questions.up', { number })}
          onClick={() => move(-1)}
        />
        <Button
          type="text"
          icon={<ArrowDownOutlined />}
          disabled={number === rows.length}
          aria-label={t('questions.down', { number })}
          onClick={() => move(1)}
        />
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('questions.remove', { number })}
          onClick={() => onRows(rows.filter((other) => other !== row))}
        />
      </span>
    </>
  )
}
