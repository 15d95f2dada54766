/** One phrase: its group, and its text with the hint in front. */
import { AutoComplete, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { type BookView, LIMITS, type PhraseView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import type { Book } from '../phrases/books'
import { grouped } from '../phrases/order'
import { partsOf } from '../phrases/text'
import { useBookChange } from './use-book-change'

interface Props {
  book: Book
  view: BookView
  /** Null: a new one. */
  phrase: PhraseView | null
  onStale: () => void
  onClose: () => void
}

interface Fields {
  group?: string
  text: string
}

export function PhraseDialog({ book, view, phrase, onStale, onClose }: Props) {
  const { t } = useTranslation()
  const change = useBookChange(book, onStale)
  const [form] = Form.useForm<Fields>()
  const [saving, setSaving] = useState(false)
  const save = async ({ group = '', text }: Fields) => {
    setSaving(true)
    const saved = phrase
      ? await change('PUT', `/${phrase.id}`, { version: view.version, group, text })
      : await change('POST', '', { group, text })
    setSaving(false)
    if (saved) onClose()
  }
  const groups = grouped(view.phrases).flatMap(({ name }) => (name ? [{ value: name }] : []))
  const filled = (_: unknown, text = '') =>
    partsOf(text).text.trim() === ''
      ? Promise.reject(new Error(t('phrases.fault.empty')))
      : Promise.resolve()
  return (
    <Modal
      open
      width={560}
      title={phrase ? t('details.edit') : t('phrases.new')}
      okText={t('phrases.save')}
      cancelText={t('common.cancel')}
      confirmLoading={saving}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={phrase ?? { group: '', text: '' }}
        onFinish={(fields) => void save(fields)}
      >
        <Form.Item
          name="group"
          label={t('phrases.group')}
          rules={[{ max: LIMITS.PHRASE_GROUP_MAX, message: t('phrases.fault.group_too_long') }]}
        >
          <AutoComplete
            options={groups}
            showSearch={{ filterOption: (typed, option) => (option?.value ?? '').includes(typed) }}
          />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('phrases.text')}
          extra={t('phrases.textHelp')}
          rules={[{ validator: filled }]}
        >
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 4, maxRows: 12 }}
            maxLength={LIMITS.PHRASE_MAX}
            showCount
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
