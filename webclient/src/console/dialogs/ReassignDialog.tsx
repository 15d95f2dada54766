/** A supervisor gives a session to an agent; no consent is asked. */
import { App, Modal } from 'antd'
import { useState } from 'react'
import type { SessionView } from '../../protocol/generated'
import { useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { closeDialog } from '../ui'
import { useAgentName, useBuyerName } from '../use-names'
import { Colleagues } from './Colleagues'

export function ReassignDialog({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const name = useBuyerName()(view.contact)
  const agentName = useAgentName()
  const [to, setTo] = useState<string | null>(null)
  const assign = useReassign()
  const submit = async () => {
    if (to === null || !(await assign(view.id, to))) return
    message.success(t('watch.reassignDone', { name, agent: agentName(to) }))
    closeDialog()
  }
  return (
    <Modal
      open
      width={492}
      title={t('watch.reassignTo', { name })}
      okText={t('watch.reassign')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: to === null }}
      onOk={() => void submit()}
      onCancel={closeDialog}
    >
      <Colleagues
        value={to}
        onChange={setTo}
        includeMe
        connectedOnly
        exclude={({ agent }) =>
          view.members.some((member) => member.agent === agent) ? t('transfer.already') : null
        }
      />
    </Modal>
  )
}

export function useReassign(): (session: string, to: string) => Promise<boolean> {
  const client = useClient()
  const attempt = useAttempt()
  return (session, to) => attempt(() => client.call('session.reassign', { session, to }))
}
