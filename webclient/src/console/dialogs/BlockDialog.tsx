/** Blocking is asked first, and says what it does. */
import { Modal } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useState } from 'react'
import type { SessionView } from '../../protocol/generated'
import { useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { closeDialog } from '../ui'
import { useBuyerName } from '../use-names'
import { NoteField } from './NoteField'
import { useFirstFocus } from './use-first-focus'

export function BlockDialog({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const name = useBuyerName()(view.contact)
  const { field, afterOpenChange } = useFirstFocus<TextAreaRef>()
  const [reason, setReason] = useState('')
  const block = async () => {
    const command = { contact: view.contact.id, reason: reason.trim() }
    if (await attempt(() => client.call('contact.block', command))) closeDialog()
  }
  return (
    <Modal
      open
      width={420}
      title={t('block.title', { name })}
      okText={t('block.confirm')}
      okButtonProps={{ danger: true }}
      cancelText={t('common.cancel')}
      onOk={() => void block()}
      afterOpenChange={afterOpenChange}
      onCancel={closeDialog}
    >
      <p>{t('block.text')}</p>
      <NoteField
        label={t('block.reason')}
        hint={t('common.optional')}
        value={reason}
        onChange={setReason}
        ref={field}
      />
    </Modal>
  )
}
