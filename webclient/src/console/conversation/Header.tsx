/** Who the conversation is with, where they are, who takes part, and what can be done. */

import { CloseOutlined, EyeOutlined, LogoutOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { memo } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { useActions } from '../actions'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useKeyLabel } from '../key-labels'
import { Later } from '../Later'
import { Face, ShopMark, WaitTimer } from '../marks'
import { useAgentName, useBuyerName } from '../use-names'
import { DetailsToggle, ListToggle } from './ColumnToggles'
import { EndedActions, HeaderActions } from './HeaderActions'

interface HeaderProps {
  view: SessionFacts
  live: boolean
  narrow: boolean
  pane: number | undefined
}

export const Header = memo(function Header({ view, live, narrow, pane }: HeaderProps) {
  const name = useBuyerName()(view.contact)
  return (
    <header className="conv-head">
      {!narrow && <ListToggle />}
      {pane !== undefined && <PaneNumber number={pane} />}
      <Face id={view.contact.id} name={name} size={32} gone={!view.buyer_connected} />
      <span className="who">
        <span>
          <b>{name}</b>
          <ShopMark shop={view.shop} />
          <Wait session={view.id} />
        </span>
        <Whereabouts view={view} />
      </span>
      {live && view.members.length > 1 && <Members view={view} />}
      <span className="grow" />
      {!narrow && (
        <Later>{live ? <HeaderActions view={view} /> : <EndedActions view={view} />}</Later>
      )}
      {!narrow && <DetailsToggle />}
      {pane !== undefined && <ClosePane session={view.id} />}
    </header>
  )
})

/** Nobody waits in a session that has ended. */
function Wait({ session }: { session: string }) {
  const since = useAgentState(({ sessions }) => sessions[session]?.unanswered_since_ms)
  return since === undefined ? null : <WaitTimer since={since} />
}

function PaneNumber({ number }: { number: number }) {
  const { t } = useTranslation()
  return (
    <span className="pane-number" title={t('pane.number', { number })}>
      {number}
    </span>
  )
}

/** Takes the pane away, not the session. */
function ClosePane({ session }: { session: string }) {
  const { t } = useTranslation()
  const { closePane } = useActions()
  const keys = useKeyLabel('closePane')
  return (
    <Tooltip title={`${t('pane.close')}  ${keys}`}>
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t('pane.close')}
        onClick={() => closePane(session)}
      />
    </Tooltip>
  )
}

function Whereabouts({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  if (!view.buyer_connected)
    return (
      <small className="is-left">
        <LogoutOutlined />
        {t('header.left')}
      </small>
    )
  const page = view.contact.page?.title
  return (
    <small>
      <EyeOutlined />
      <span className="last">{page ? t('header.onPage', { page }) : t('header.onSomePage')}</span>
    </small>
  )
}

function Members({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const names = view.members.map((member) => agentName(member.agent))
  return (
    <Tooltip title={names.join(t('common.listSeparator'))}>
      <span className="stack">
        {view.members.map((member) => (
          <Face
            key={member.agent}
            id={member.agent}
            name={agentName(member.agent)}
            size={24}
            agent
          />
        ))}
        <em>{t('header.threeWay')}</em>
      </span>
    </Tooltip>
  )
}
