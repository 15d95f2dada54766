/** Colleagues: who works, who waits, and for supervisors one session watched live. */

import { Conversation } from '../conversation/Conversation'
import { SupervisorActions } from '../conversation/SupervisorActions'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { AgentTable } from './AgentTable'
import { Figures } from './Figures'
import { QueueTable } from './QueueTable'

export function Team() {
  const { t } = useTranslation()
  const watched = useAgentState((state) =>
    state.watching === null ? undefined : state.sessions[state.watching],
  )
  return (
    <div className={`team${watched ? ' has-watched' : ''}`}>
      <div className="board">
        <div className="title">
          <h1>{t('team.title')}</h1>
        </div>
        <Figures />
        <AgentTable />
        <QueueTable />
      </div>
      {watched && (
        <aside className="watched">
          <Conversation key={watched.id} view={watched} narrow />
          <div className="watched-do">
            <SupervisorActions view={watched} block />
            <small>{t('watch.logged')}</small>
          </div>
        </aside>
      )}
    </div>
  )
}
