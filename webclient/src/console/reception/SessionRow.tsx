/** One session in a list: who, what was said last, how long they wait. */
import { TeamOutlined } from '@ant-design/icons'
import { memo } from 'react'
import { shortTimeText } from '../../core/time'
import type { Band } from '../../core/urgency'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face, PageMark, ShopMark, WaitTimer } from '../marks'
import { usePreferences } from '../preferences'
import { usePreviewText } from '../preview-text'
import type { Row } from '../rows'
import { useAgentName, useBuyerName } from '../use-names'
import type { Choose } from './use-choose'

interface SessionRowProps {
  row: Row
  band: Band
  selected: boolean
  /** Who serves it, in lists of colleagues' sessions. */
  served?: boolean
  onSelect: Choose
}

/** With the gap below. */
export const ROW_PX = 57
export const BAND_PX = 24
const UNREAD_MAX = 99

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { row, band, selected, served = false, onSelect } = props
  const { view } = row
  // Of colleagues' sessions nothing is for this agent to read.
  const unread = served ? 0 : row.unread
  const { t } = useTranslation()
  const name = useBuyerName()(view.contact)
  const page = view.buyer_connected ? t('list.onPage') : t('list.left')
  const look = `row is-${band}${selected ? ' is-selected' : ''}${unread > 0 ? ' is-unread' : ''}`
  return (
    <button
      type="button"
      className={look}
      aria-current={selected ? 'true' : undefined}
      onClick={(event) => onSelect(view.id, event)}
    >
      <Face id={view.contact.id} name={name} gone={!view.buyer_connected}>
        <PageMark here={view.buyer_connected} />
      </Face>
      <span className="unseen">{page}</span>
      <span className="row-main">
        <span className="row-head">
          <b>{name}</b>
          <ShopMark shop={view.shop} />
          {view.members.length > 1 && <Members count={view.members.length} />}
          <PaneNumber session={view.id} />
          <span className="grow" />
          <Time row={row} />
        </span>
        <span className="row-last">
          <span className="last">{served ? <ServedBy row={row} /> : <LastLine row={row} />}</span>
          {unread > 0 && (
            <span className="unread" title={t('shell.unread', { count: unread })}>
              {unread > UNREAD_MAX ? `${UNREAD_MAX}+` : unread}
            </span>
          )}
        </span>
      </span>
    </button>
  )
})

/** In which pane it is shown, when there are several. */
function PaneNumber({ session }: { session: string }) {
  const { t } = useTranslation()
  const number = useAgentState(({ panes }) => (panes.length > 1 ? panes.indexOf(session) + 1 : 0))
  if (number === 0) return null
  return (
    <span className="pane-number" title={t('pane.number', { number })}>
      {number}
    </span>
  )
}

function Members({ count }: { count: number }) {
  const { t } = useTranslation()
  return (
    <span className="members" title={t('list.members', { count })}>
      <TeamOutlined />
      {count}
    </span>
  )
}

function Time({ row }: { row: Row }) {
  const { locale } = usePreferences()
  const since = row.unanswered_since_ms
  if (since != null) return <WaitTimer since={since} />
  return <time>{shortTimeText(row.last_ms, Date.now(), locale)}</time>
}

function ServedBy({ row }: { row: Row }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const { members } = row.view
  const names = members.map((member) => agentName(member.agent))
  return (
    <>
      {members.map(({ agent }, index) => (
        <Face key={agent} id={agent} name={names[index] ?? agent} size={16} agent />
      ))}
      {t('list.servedBy', { names: names.join(t('common.listSeparator')) })}
    </>
  )
}

/** What is being typed, else one's own draft, else what was said last. */
function LastLine({ row }: { row: Row }) {
  const { t } = useTranslation()
  const me = useMe()
  const { id, last_message: last } = row.view
  const typing = useAgentState((state) =>
    Object.values(state.previews[id] ?? {}).some((preview) => preview.author.role === 'buyer'),
  )
  const draft = useAgentState((state) => state.drafts[id]?.text ?? '')
  const selected = useAgentState((state) => state.selected === id)
  const previewText = usePreviewText()
  if (typing) return <em>{t('list.typing')}</em>
  if (draft !== '' && !selected)
    return (
      <>
        <span className="draft">{t('list.draft')}</span>
        {draft}
      </>
    )
  if (!last) return null
  const own = last.author.role === 'agent' && last.author.id === me.agent
  return (
    <>
      {own && <i>{t('list.own')}</i>}
      {previewText(last)}
    </>
  )
}
