/** The answer to a left message: into its session, and by e-mail where that can be. */
import { SendOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { newId } from '../../core/new-id'
import type { LeftMessageView } from '../../protocol/generated'
import { useAgentState, useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'

interface AnswerProps {
  left: LeftMessageView
  name: string
  /** It was seen to already. */
  again: boolean
}

export function LeftAnswer({ left, name, again }: AnswerProps) {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const hasMail = useAgentState((state) => state.settings?.mail === true)
  const textMax = useAgentState((state) => state.settings?.text_max ?? 0)
  const { session } = left
  const text = useAgentState((state) => state.drafts[session]?.text ?? '')
  const [busy, setBusy] = useState(false)
  /** The same words sent again after a failure are the same message: the server stores it once. */
  const sent = useRef<{ text: string; cid: string } | null>(null)
  const write = (next: string) =>
    client.store.dispatch({
      t: 'draft.changed',
      session,
      draft: { channel: 'public', text: next },
    })
  const send = async () => {
    const words = text.trim()
    if (words === '' || busy) return
    if (sent.current?.text !== words) sent.current = { text: words, cid: newId() }
    const { cid } = sent.current
    setBusy(true)
    if (await attempt(() => client.call('left.answer', { session, cid, text: words }))) {
      sent.current = null
      write('')
    }
    setBusy(false)
  }
  const where = left.email && hasMail ? 'left.byMail' : left.email ? 'left.noMail' : 'left.inside'
  return (
    <footer className="left-answer">
      <Input.TextArea
        autoSize={{ minRows: 3, maxRows: 8 }}
        value={text}
        maxLength={textMax}
        placeholder={t(again ? 'left.writeMore' : 'left.write', { name })}
        aria-label={t('left.answerTo', { name })}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
        }}
      />
      <div>
        <small>{t(where, { email: left.email ?? '' })}</small>
        <Button
          type="primary"
          icon={<SendOutlined />}
          loading={busy}
          disabled={text.trim() === ''}
          onClick={() => void send()}
        >
          {t('left.send')}
        </Button>
      </div>
    </footer>
  )
}
