/** One line of a conversation: a message, one on its way, a preview, or what stands between. */
import { LockFilled } from '@ant-design/icons'
import { memo, type ReactNode } from 'react'
import type { Preview, SessionFacts } from '../../core/agent-state'
import { timeText } from '../../core/time'
import { neverHappens } from '../../core/wire'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face } from '../marks'
import { usePreferences } from '../preferences'
import { useAgentName, useBuyerName } from '../use-names'
import { Day, Edge, NewLine, ReasonLine, SystemLine } from './Between'
import { Body } from './Body'
import type { Item, MessageItem as StoredItem } from './items'
import { PendingMessage } from './PendingMessage'
import { Ticks } from './Ticks'

interface ItemLineProps {
  item: Item
  view: SessionFacts
}

/** Each message makes all items anew, most of them as they were. What day it is, time changes. */
function isSame(before: ItemLineProps, after: ItemLineProps): boolean {
  const [a, b] = [before.item, after.item]
  if (before.view !== after.view || a.kind === 'day') return false
  const keys = Object.keys(a) as (keyof Item)[]
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

export const ItemLine = memo(function ItemLine({ item, view }: ItemLineProps) {
  switch (item.kind) {
    case 'edge':
      return <Edge complete={item.complete} />
    case 'day':
      return <Day at={item.at_ms} />
    case 'new':
      return <NewLine />
    case 'system':
      return <SystemLine item={item} />
    case 'reason':
      return <ReasonLine view={view} />
    case 'message':
      return <StoredMessage item={item} view={view} />
    case 'pending':
      return <PendingMessage pending={item.pending} first={item.first} />
    case 'preview':
      return <PreviewMessage preview={item.preview} first={item.first} view={view} />
    default:
      return neverHappens(item)
  }
}, isSame)

/** Face and name of whoever wrote, for the first line of a run. */
function AuthorFace({
  author,
  view,
}: {
  author: StoredItem['message']['author']
  view: SessionFacts
}) {
  const buyerName = useBuyerName()
  const agentName = useAgentName()
  if (author.role === 'buyer')
    return <Face id={view.contact.id} name={buyerName(view.contact)} size={28} />
  return <Face id={author.id} name={agentName(author.id)} size={28} agent />
}

function StoredMessage({ item, view }: { item: StoredItem; view: SessionFacts }) {
  const { locale } = usePreferences()
  const { message, side, first, last, ticks } = item
  const internal = message.channel === 'internal'
  const look = ['msg', `is-${side}`, internal && 'is-internal', first && 'is-first']
  return (
    <div className={look.filter(Boolean).join(' ')}>
      {side !== 'mine' && (
        <span className="msg-face">
          {first && <AuthorFace author={message.author} view={view} />}
        </span>
      )}
      <div className="msg-body">
        {side === 'colleague' && !internal && first && <By agent={message.author.id} view={view} />}
        <Body content={message} session={message.session}>
          {internal && <Lock author={message.author.id} />}
        </Body>
      </div>
      {last && (
        <span className="meta">
          <Automatic shown={message.automatic === true} />
          <time dateTime={new Date(message.at_ms).toISOString()}>
            {timeText(message.at_ms, locale)}
          </time>
          {ticks && <Ticks state={ticks} />}
        </span>
      )}
    </div>
  )
}

function Automatic({ shown }: { shown: boolean }) {
  const { t } = useTranslation()
  return shown ? <span>{t('conversation.automatic')}</span> : null
}

function By({ agent, view }: { agent: string; view: SessionFacts }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const guest = view.members.find((member) => member.agent === agent)?.how === 'stepped_in'
  return (
    <span className="by">
      {agentName(agent)}
      <em>{guest ? t('conversation.supervisor') : t('conversation.colleague')}</em>
    </span>
  )
}

/** Says in the bubble itself that the buyer cannot see it. */
export function Lock({ author }: { author: string }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const me = useMe()
  return (
    <span className="lock">
      <LockFilled />
      {t('conversation.internal')}
      <em>{author === me.agent ? t('common.you') : agentName(author)}</em>
    </span>
  )
}

interface PreviewProps {
  preview: Preview
  first: boolean
  view: SessionFacts
}

/** The same box the message will have, dashed until it is one. */
function PreviewMessage({ preview, first, view }: PreviewProps) {
  const { t } = useTranslation()
  const { author, channel, text } = preview
  const side = author.role === 'buyer' ? 'buyer' : 'colleague'
  const internal = channel === 'internal'
  return (
    <div className={`msg is-${side} is-preview${first ? ' is-first' : ''}`}>
      <span className="msg-face">{first && <AuthorFace author={author} view={view} />}</span>
      <div className="msg-body">
        {side === 'colleague' && !internal && first && <By agent={author.id} view={view} />}
        <div className="bubble">
          {text}
          <i className="caret" />
        </div>
      </div>
      <span className="meta">
        <Dots />
        {internal ? t('conversation.previewInternal') : t('conversation.preview')}
      </span>
    </div>
  )
}

function Dots(): ReactNode {
  return (
    <span className="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  )
}
