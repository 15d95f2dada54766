/** What agents wrote down about the buyer, and the form that changes it. */

import { BankOutlined, PhoneOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { CommandFailed } from '../../core/requests'
import { LIMITS, type NoteView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useReason } from '../failures'
import { useTranslation } from '../i18n/Words'
import { useBuyerName } from '../use-names'
import { Fact } from './Fact'
import { pathOf } from './known'

interface NoteProps {
  note: NoteView
}

export function NoteFacts({ note }: NoteProps) {
  const { t } = useTranslation()
  return (
    <>
      {note.phone && (
        <Fact icon={<PhoneOutlined />} name={t('record.phone')}>
          {note.phone}
        </Fact>
      )}
      {note.company && (
        <Fact icon={<BankOutlined />} name={t('record.company')}>
          {note.company}
        </Fact>
      )}
    </>
  )
}

interface EditNoteProps extends NoteProps {
  view: SessionFacts
  onSaved: () => void
}

export function EditNote({ view, note, onSaved }: EditNoteProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {t('details.edit')}
      </Button>
      {open && (
        <NoteDialog view={view} note={note} onSaved={onSaved} onClose={() => setOpen(false)} />
      )}
    </>
  )
}

interface Fields {
  phone: string
  company: string
  note: string
}

function NoteDialog({ view, note, onSaved, onClose }: EditNoteProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const ask = useAsk()
  const reason = useReason()
  const name = useBuyerName()(view.contact)
  const [form] = Form.useForm<Fields>()
  const [saving, setSaving] = useState(false)
  const save = async (fields: Fields) => {
    setSaving(true)
    try {
      await ask('PUT', `${pathOf(view)}/note`, { version: note.version, ...fields })
      onSaved()
      onClose()
    } catch (error) {
      const stale = error instanceof CommandFailed && error.code === 'stale_view'
      if (stale) onSaved()
      message.error(stale ? t('record.stale') : t('error.failed', { reason: reason(error) }))
    } finally {
      setSaving(false)
    }
  }
  const { phone = '', company = '', note: text = '' } = note
  return (
    <Modal
      open
      width={440}
      title={t('record.title', { name })}
      okText={t('record.save')}
      cancelText={t('common.cancel')}
      confirmLoading={saving}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ phone, company, note: text }}
        onFinish={(fields) => void save(fields)}
      >
        <Form.Item name="phone" label={t('record.phone')}>
          <Input maxLength={LIMITS.RECORD_FIELD_MAX} />
        </Form.Item>
        <Form.Item name="company" label={t('record.company')}>
          <Input maxLength={LIMITS.RECORD_FIELD_MAX} />
        </Form.Item>
        <Form.Item name="note" label={t('record.note')}>
          <Input.TextArea rows={4} maxLength={LIMITS.NOTE_MAX} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
