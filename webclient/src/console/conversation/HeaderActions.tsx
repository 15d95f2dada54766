/** Buttons of the conversation's head: only those this agent can use on this session. */
import {
  CheckOutlined,
  CrownOutlined,
  ExportOutlined,
  FileTextOutlined,
  StopOutlined,
  SwapOutlined,
} from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { isMember, type SessionFacts, takesPart } from '../../core/agent-state'
import { useActions } from '../actions'
import { useClient, useMay, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { useKeysSet } from '../key-labels'
import { keyLabel } from '../keys'
import { openDialog } from '../ui'
import { useBuyerName } from '../use-names'
import { SupervisorActions } from './SupervisorActions'

export function HeaderActions({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const me = useMe()
  const { leave, askClose } = useActions()
  const keys = useKeysSet()
  const member = isMember(view, me.agent)
  const part = takesPart(view, me.agent)
  const canLeave =
    part && (!member || view.members.filter((one) => one.how === 'member').length > 1)
  const session = view.id
  return (
    <>
      {member && (
        <Action
          name={t('header.transfer')}
          keys={keys.transfer}
          icon={<SwapOutlined />}
          onClick={() => openDialog({ kind: 'transfer', session, mode: 'transfer' })}
        />
      )}
      {part && <SummaryAction session={session} />}
      {part && <BlockAction view={view} />}
      <PrivateAction view={view} />
      {canLeave && (
        <Action
          name={t('header.leave')}
          icon={<ExportOutlined />}
          onClick={() => void leave(session)}
        />
      )}
      {member && (
        <Tooltip title={<kbd>{keyLabel(keys.closeSession)}</kbd>}>
          <Button
            size="small"
            className="keep"
            icon={<CheckOutlined />}
            aria-label={t('header.close')}
            onClick={() => askClose(session)}
          >
            {t('header.close')}
          </Button>
        </Tooltip>
      )}
      {!part && <SupervisorActions view={view} />}
    </>
  )
}

/** What can still be done once it has ended. */
export function EndedActions({ view }: { view: SessionFacts }) {
  return (
    <>
      <SummaryAction session={view.id} />
      <BlockAction view={view} />
      <PrivateAction view={view} />
    </>
  )
}

interface ActionProps {
  name: string
  icon: ReactNode
  keys?: string
  onClick: () => void
}

/** On narrow screens only the icon is left, so the name is in the tip as well. */
function Action({ name, icon, keys, onClick }: ActionProps) {
  const tip = keys === undefined ? name : `${name}  ${keyLabel(keys)}`
  return (
    <Tooltip title={tip}>
      <Button type="text" size="small" icon={icon} aria-label={name} onClick={onClick}>
        {name}
      </Button>
    </Tooltip>
  )
}

function SummaryAction({ session }: { session: string }) {
  const { t } = useTranslation()
  return (
    <Action
      name={t('header.summary')}
      keys={useKeysSet().summary}
      icon={<FileTextOutlined />}
      onClick={() => openDialog({ kind: 'summary', session })}
    />
  )
}

/** The same button lifts a block. */
function BlockAction({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useClient()
  const attempt = useAttempt()
  const name = useBuyerName()(view.contact)
  const { id: contact, blocked } = view.contact
  const unblock = async () => {
    if (await attempt(() => client.call('contact.unblock', { contact })))
      message.success(t('header.unblocked', { name }))
  }
  return (
    <Action
      name={blocked ? t('header.unblock') : t('header.block')}
      icon={<StopOutlined />}
      onClick={() => (blocked ? void unblock() : openDialog({ kind: 'block', session: view.id }))}
    />
  )
}

/** Only the main account binds private contacts. */
function PrivateAction({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay('contact.set_private')
  const client = useClient()
  const attempt = useAttempt()
  const name = useBuyerName()(view.contact)
  if (!may) return null
  const { id: contact, private: bound = false } = view.contact
  const toggle = async () => {
    const done = await attempt(() =>
      client.call('contact.set_private', { contact, private: !bound }),
    )
    if (done) message.success(t(bound ? 'header.privateLifted' : 'header.privateDone', { name }))
  }
  return (
    <Action
      name={bound ? t('header.unprivate') : t('header.private')}
      icon={<CrownOutlined />}
      onClick={() => void toggle()}
    />
  )
}
