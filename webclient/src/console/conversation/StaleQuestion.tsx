/** Somebody spoke before the message was stored: look first, or send it all the same. */
import { WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo } from 'react'
import type { PendingMessage } from '../../core/pending'
import type { Message } from '../../core/wire'
import { useAgentState, useClient, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreviewText } from '../preview-text'

export function StaleQuestion({ session }: { session: string }) {
  const pending = useAgentState((state) => state.pending)
  const asked = useMemo(
    () => pending.filter((one) => one.session === session && one.failure === 'stale_view'),
    [pending, session],
  )
  return asked.length > 0 ? <Question asked={asked} session={session} /> : null
}

/** The newest public message of somebody else. */
function useNewest(session: string): Message | undefined {
  const me = useMe()
  return useAgentState((state) =>
    state.timelines[session]?.public.messages.findLast((one) => one.author.id !== me.agent),
  )
}

interface QuestionProps {
  /** All that wait: one answer is for all of them, so that they keep their order. */
  asked: readonly PendingMessage[]
  session: string
}

const textOf = ({ content }: PendingMessage): string =>
  content.kind === 'text' ? content.body.text : ''

function Question({ asked, session }: QuestionProps) {
  const { t } = useTranslation()
  const client = useClient()
  const newest = useNewest(session)
  const previewText = usePreviewText()
  const look = () => {
    const { drafts } = client.store.getState()
    const parts = [...asked.map(textOf), drafts[session]?.text ?? '']
    const text = parts.filter((part) => part !== '').join('\n')
    for (const { cid } of asked) client.store.dispatch({ t: 'message.discarded', cid })
    client.store.dispatch({ t: 'draft.changed', session, draft: { channel: 'public', text } })
  }
  const sendAll = () => {
    for (const { cid } of asked) client.retry(cid, true)
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
        <Button size="small" onClick={sendAll}>
          {t('stale.anyway')}
        </Button>
      </span>
    </div>
  )
}
