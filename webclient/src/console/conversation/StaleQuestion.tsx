/** Somebody spoke before the message was stored: look first, or send it all the same. */
import { WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../core/pending'
import type { Message } from '../../core/wire'
import { useAgentState, useClient, useMe } from '../desk'
import { usePreviewText } from '../preview-text'

export function StaleQuestion({ session }: { session: string }) {
  const pending = useAgentState((state) =>
    state.pending.find((one) => one.session === session && one.failure === 'stale_view'),
  )
  return pending ? <Question pending={pending} session={session} /> : null
}

/** The newest public message of somebody else. */
function useNewest(session: string): Message | undefined {
  const me = useMe()
  return useAgentState((state) =>
    state.timelines[session]?.public.messages.findLast((one) => one.author.id !== me.agent),
  )
}

function Question({ pending, session }: { pending: PendingMessage; session: string }) {
  const { t } = useTranslation()
  const client = useClient()
  const newest = useNewest(session)
  const previewText = usePreviewText()
  const { cid, channel, content } = pending
  const look = () => {
    const { drafts } = client.store.getState()
    const written = drafts[session]?.text ?? ''
    const taken = content.kind === 'text' ? content.body.text : ''
    const text = [taken, written].filter((part) => part !== '').join('\n')
    client.store.dispatch({ t: 'message.discarded', cid })
    client.store.dispatch({ t: 'draft.changed', session, draft: { channel, text } })
  }
  return (
    <div className="stale" role="alertdialog" aria-label={t('stale.titleUnknown')}>
      <WarningFilled />
      <span>
        <b>{newest ? t('stale.title', { name: newest.author.name }) : t('stale.titleUnknown')}</b>
        {newest && <q>{previewText(newest)}</q>}
      </span>
      <span className="do">
        <Button size="small" type="primary" onClick={look}>
          {t('stale.look')}
        </Button>
        <Button size="small" onClick={() => client.retry(cid, true)}>
          {t('stale.anyway')}
        </Button>
      </span>
    </div>
  )
}
