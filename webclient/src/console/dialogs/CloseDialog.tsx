/** Closing while the buyer waits for an answer is asked first. */
import { Modal } from 'antd'
import type { SessionView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useTranslation } from '../i18n/Words'
import { WaitTimer } from '../marks'
import { closeDialog } from '../ui'
import { useBuyerName } from '../use-names'

export function CloseDialog({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const { close } = useActions()
  const name = useBuyerName()(view.contact)
  return (
    <Modal
      open
      width={380}
      title={
        <span className="cell">
          {name}
          {view.unanswered_since_ms !== undefined && <WaitTimer since={view.unanswered_since_ms} />}
        </span>
      }
      okText={t('header.closeAnyway')}
      cancelText={t('common.cancel')}
      onOk={() => {
        closeDialog()
        void close(view.id)
      }}
      onCancel={closeDialog}
    >
      {t('header.closeUnanswered')}
    </Modal>
  )
}
