/** Three columns that never shift: sessions, conversation, details. */
import { MessageOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { viewOf } from '../../core/agent-state'
import { Conversation } from '../conversation/Conversation'
import { useAgentState } from '../desk'
import { Details } from '../details/Details'
import { usePreferences } from '../preferences'
import { Empty } from './Empty'
import { SessionList } from './SessionList'

export function Reception() {
  const { detailsShown } = usePreferences()
  const view = useAgentState((state) =>
    state.selected === null ? undefined : viewOf(state, state.selected),
  )
  return (
    <div className={`reception${detailsShown ? '' : ' is-folded'}`}>
      <SessionList />
      <div className="panes">{view ? <Conversation key={view.id} view={view} /> : <Nothing />}</div>
      {detailsShown && <Details view={view} />}
    </div>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <Empty
      icon={<MessageOutlined />}
      title={t('conversation.emptyTitle')}
      text={t('conversation.emptyText')}
    />
  )
}
