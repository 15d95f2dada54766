/** One's own message on its way, or refused: then what happened, what is kept, and what to press. */
import { ExclamationCircleFilled, ReloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { PendingMessage as Pending } from '../../core/pending'
import { useAgentState, useClient, useMe } from '../desk'
import { en } from '../i18n/en'
import { useTranslation } from '../i18n/Words'
import { Body } from './Body'
import { Lock } from './MessageItem'
import { Ticks } from './Ticks'

export function PendingMessage({ pending, first }: { pending: Pending; first: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const connected = useAgentState((state) => state.connection.at === 'open')
  const onItsWay = connected && pending.failure === null
  const held = pending.heldUntil_ms !== undefined
  const internal = pending.channel === 'internal'
  // A stale view is a question, asked above the composer.
  const failed = pending.failure !== null && pending.failure !== 'stale_view'
  const look = [
    'msg is-mine',
    failed ? 'is-failed' : 'is-pending',
    internal && 'is-internal',
    first && 'is-first',
  ]
  return (
    <>
      <div className={look.filter(Boolean).join(' ')}>
        <div className="msg-body">
          <Body content={pending.content} session={null}>
            {internal && <Lock author={me.agent} />}
          </Body>
        </div>
        <span className="meta">
          {failed ? (
            <>
              <ExclamationCircleFilled />
              {t('conversation.notSent')}
            </>
          ) : (
            <Ticks state={held ? 'held' : onItsWay ? 'sending' : 'queued'} />
          )}
        </span>
      </div>
      {failed && <Failure cid={pending.cid} code={pending.failure ?? ''} />}
    </>
  )
}

type FailKey = keyof typeof en.conversation.fail
const isFailKey = (code: string): code is FailKey => code in en.conversation.fail

function Failure({ cid, code }: { cid: string; code: string }) {
  const { t } = useTranslation()
  const client = useClient()
  const key = isFailKey(code) ? code : 'other'
  return (
    <div className="fail" role="alert">
      {t(`conversation.fail.${key}`, { code })}
      <Button size="small" icon={<ReloadOutlined />} onClick={() => client.retry(cid, false)}>
        {t('conversation.resend')}
      </Button>
      <Button
        size="small"
        type="text"
        onClick={() => client.store.dispatch({ t: 'message.discarded', cid })}
      >
        {t('conversation.discard')}
      </Button>
    </div>
  )
}
