/** Three columns that never shift: sessions, conversation, details. Without room they are drawers. */
import { MessageOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { viewOf } from '../../core/agent-state'
import { useAgentState } from '../desk'
import { Details } from '../details/Details'
import { useTranslation } from '../i18n/Words'
import { useFolded, usePreferences } from '../preferences'
import { type Ui, ui, useUi } from '../ui'
import { Empty } from './Empty'
import { Panes } from './Panes'
import { SessionList } from './SessionList'

export function Reception() {
  const { t } = useTranslation()
  const { detailsShown } = usePreferences()
  const folded = useFolded()
  const shown = useAgentState((state) => viewOf(state, state.selected ?? '') !== undefined)
  const beside = detailsShown && !folded.details
  const look = `reception${beside ? '' : ' is-folded'}${folded.list ? ' is-narrow' : ''}`
  return (
    <div className={look}>
      <h1 className="unseen">{t('shell.reception')}</h1>
      <Place name="list" folded={folded.list} beside>
        <SessionList />
      </Place>
      {shown ? <Panes /> : <Nothing />}
      <Place name="details" folded={folded.details} beside={detailsShown}>
        <Details />
      </Place>
    </div>
  )
}

interface PlaceProps {
  name: NonNullable<Ui['drawer']>
  folded: boolean
  /** Whether it is shown where it has a place of its own. */
  beside: boolean
  children: ReactNode
}

function Place({ name, folded, beside, children }: PlaceProps) {
  const { drawer } = useUi()
  const selected = useAgentState((state) => state.selected)
  // biome-ignore lint/correctness/useExhaustiveDependencies: choosing a session closes the list
  useEffect(() => ui.dispatch({ drawer: null }), [selected])
  if (!folded) return beside ? children : null
  return (
    <Drawer
      open={drawer === name}
      placement={name === 'list' ? 'left' : 'right'}
      size={name === 'list' ? 280 : 340}
      closable={false}
      styles={{ body: { padding: 0, display: 'grid' } }}
      onClose={() => ui.dispatch({ drawer: null })}
    >
      {children}
    </Drawer>
  )
}

function Nothing() {
  const { t } = useTranslation()
  const folded = useFolded().list
  const showList = { name: t('list.label'), run: () => ui.dispatch({ drawer: 'list' }) }
  return (
    <div className="panes">
      <Empty
        icon={<MessageOutlined />}
        title={t('conversation.emptyTitle')}
        text={t('conversation.emptyText')}
        {...(folded && { action: showList })}
      />
    </div>
  )
}
