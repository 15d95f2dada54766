/** Where one writes. It names its buyer, and turns yellow when only colleagues will see it. */
import { Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { type KeyboardEvent, memo, useEffect, useRef } from 'react'
import type { Draft, SessionFacts } from '../../core/agent-state'
import { LIMITS } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Later } from '../Later'
import { PinnedPhrases } from '../phrases/PinnedPhrases'
import { appended } from '../phrases/text'
import { usePhraseMenu } from '../phrases/use-phrase-menu'
import { usePreferences } from '../preferences'
import { useUploadList, useUploads } from '../uploads'
import { useBuyerName } from '../use-names'
import { Attachments } from './Attachments'
import { ChannelSwitch, Excess, KeyHints, SendButton, ToBuyer, ToColleagues } from './ComposerParts'
import { EmojiButton } from './EmojiButton'
import { FileButtons } from './FileButtons'
import { FontButton } from './FontButton'
import { ProductsButton } from './ProductsButton'
import { StaleQuestion } from './StaleQuestion'
import { meaningOf } from './send-keys'
import { UndoLine } from './UndoLine'
import { usePaste } from './use-files'
import { useMentions } from './use-mentions'

const nothing: Draft = { channel: 'public', text: '' }

interface ComposerProps {
  view: SessionFacts
  /** A supervisor who only watches can whisper, and nothing else. */
  whisperOnly?: boolean
}

export const Composer = memo(function Composer({ view, whisperOnly = false }: ComposerProps) {
  const { t } = useTranslation()
  const input = useRef<TextAreaRef>(null)
  const name = useBuyerName()(view.contact)
  const { draft, write, ...sending } = useDraft(view.id, whisperOnly)
  const send = () => {
    const { channel, text } = draft
    const sent = sending.send()
    if (sent && channel === 'internal') mentions.ask(text.trim())
    return sent
  }
  const sendAndNext = () => {
    if (send()) sending.next()
  }
  const internal = draft.channel === 'internal'
  const mentions = useMentions(view, draft, write)
  const onPaste = usePaste(view.id)
  const attached = useUploads(view.id).some((one) => one.to === null && one.at !== 'failed')
  const phraseMenu = usePhraseMenu(view, draft, write)
  const append = (text: string) => {
    write({ text: appended(draft.text, text) })
    input.current?.focus({ cursor: 'end' })
  }
  const sendKeys = useSendKeys(send, sendAndNext)
  const focused = useAgentState((state) => state.selected === view.id)
  useEffect(() => {
    if (focused) input.current?.focus({ cursor: 'end' })
  }, [focused])
  const insert = (sign: string) => {
    write({ text: draft.text + sign })
    input.current?.focus()
  }
  return (
    <div className="composer-wrap">
      <StaleQuestion session={view.id} />
      <UndoLine view={view} />
      {mentions.menu}
      {phraseMenu.menu}
      {!internal && <PinnedPhrases view={view} onPick={append} />}
      <div className={`composer${internal ? ' is-whisper' : ''}`}>
        <div className="tools">
          <Later>
            <FontButton />
            <EmojiButton onPick={insert} />
            <FileButtons session={view.id} />
            {!internal && <ProductsButton view={view} />}
          </Later>
          <span className="grow" />
          {!whisperOnly && (
            <ChannelSwitch channel={draft.channel} onChange={(channel) => write({ channel })} />
          )}
        </div>
        <Attachments session={view.id} />
        <Input.TextArea
          ref={input}
          variant="borderless"
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={draft.text}
          aria-label={
            internal ? t('composer.labelInternal', { name }) : t('composer.label', { name })
          }
          placeholder={
            internal ? t('composer.placeholderInternal') : t('composer.placeholder', { name })
          }
          onChange={(event) => write({ text: event.target.value })}
          onKeyDown={(event) => {
            mentions.onKeyDown(event)
            if (!event.isDefaultPrevented()) phraseMenu.onKeyDown(event)
            if (!event.isDefaultPrevented()) sendKeys(event)
          }}
          onPaste={onPaste}
        />
        <div className="send">
          {internal ? (
            <ToColleagues view={view} whisperOnly={whisperOnly} />
          ) : (
            <ToBuyer view={view} />
          )}
          <span className="grow" />
          <Excess text={draft.text} />
          <KeyHints />
          <SendButton
            disabled={draft.text.trim() === '' && !attached}
            onSend={send}
            onNext={sendAndNext}
          />
        </div>
      </div>
    </div>
  )
})

/** The draft of a session lives in the store: it is there again after a reload. */
function useDraft(session: string, whisperOnly: boolean) {
  const client = useClient()
  const { toMostUrgent } = useActions()
  const { undoMs, font } = usePreferences()
  const uploads = useUploadList()
  const stored = useAgentState((state) => state.drafts[session] ?? nothing)
  const draft: Draft = whisperOnly ? { ...stored, channel: 'internal' } : stored
  const write = (change: Partial<Draft>) => {
    const next = { ...draft, ...change }
    client.store.dispatch({ t: 'draft.changed', session, draft: next })
    client.setTyping(session, next.channel, next.text)
  }
  const send = () => {
    const text = draft.text.trim()
    const attached = uploads.of(session).length > 0
    if ((text === '' && !attached) || text.length > LIMITS.TEXT_MAX) return false
    uploads.release(session, draft.channel)
    if (text !== '')
      client.send(session, draft.channel, { kind: 'text', body: { text, ...font } }, undoMs)
    // Whoever whispers as a watcher and then steps in begins with a reply, not with a whisper.
    const channel = whisperOnly ? 'public' : draft.channel
    client.store.dispatch({ t: 'draft.changed', session, draft: { channel, text: '' } })
    return true
  }
  return { draft, write, send, next: toMostUrgent }
}

function useSendKeys(send: () => void, sendAndNext: () => void) {
  const { sendKey } = usePreferences()
  return (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const meaning = meaningOf(event.nativeEvent, sendKey)
    if (meaning === null) return
    event.preventDefault()
    if (meaning === 'send') send()
    else sendAndNext()
  }
}
