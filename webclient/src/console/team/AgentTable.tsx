/** Each colleague with state, load and open sessions; supervisors set states and watch. */
import { Select, Table, type TableColumnsType } from 'antd'
import type { AgentView } from '../../protocol/generated'
import { useAgentState, useMay } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face, LoadBar, loadText, PresenceGlyph, PresenceName } from '../marks'
import { PRESENCES, useSetPresence } from '../presence'
import { isFull, isReachable, loadOf } from '../rows'
import { SessionChips } from './SessionChips'

export function AgentTable() {
  const { t } = useTranslation()
  const agents = useAgentState((state) => state.agents)
  const oversees = useMay('session.watch')
  const watchedOwner = useAgentState((state) =>
    state.watching === null ? undefined : state.sessions[state.watching]?.owner,
  )
  const columns: TableColumnsType<AgentView> = [
    { title: t('team.colleague'), width: 190, render: (_, agent) => <Who agent={agent} /> },
    { title: t('team.state'), width: 130, render: (_, agent) => <State agent={agent} /> },
    { title: t('team.load'), width: 150, render: (_, agent) => <Load agent={agent} /> },
    {
      title: oversees ? t('team.sessions') : t('team.open'),
      render: (_, agent) =>
        oversees ? (
          <SessionChips agent={agent.agent} />
        ) : (
          <small>{t('team.loads', { open: agent.open, cached: agent.cached })}</small>
        ),
    },
  ]
  return (
    <Table<AgentView>
      size="small"
      rowKey="agent"
      pagination={false}
      dataSource={agents}
      columns={columns}
      rowClassName={(agent) => (agent.agent === watchedOwner ? 'is-picked' : '')}
    />
  )
}

function Who({ agent }: { agent: AgentView }) {
  const { t } = useTranslation()
  const groups = agent.groups?.join(t('common.listSeparator'))
  const notes = [
    agent.main && t('team.main'),
    !agent.receives && t('team.notReceiving'),
    groups || (agent.receives && t('team.everyGroup')),
  ]
  return (
    <span className="cell">
      <Face id={agent.agent} name={agent.name} size={28} agent gone={!isReachable(agent)} />
      <span className="stacked">
        <b>{agent.name}</b>
        <small>{notes.filter(Boolean).join(' · ')}</small>
      </span>
    </span>
  )
}

function State({ agent }: { agent: AgentView }) {
  const { t } = useTranslation()
  const may = useMay('presence.set_colleague')
  const { choose } = useSetPresence()
  if (!may) return <PresenceName agent={agent} />
  return (
    <Select
      size="small"
      variant="borderless"
      popupMatchSelectWidth={false}
      aria-label={t('team.setState', { name: agent.name })}
      value={agent.state}
      onChange={(state) => choose(state, agent.agent)}
      labelRender={() => <PresenceName agent={agent} />}
      options={PRESENCES.map((state) => ({
        value: state,
        label: (
          <span className="cell">
            <PresenceGlyph state={state} />
            {t(`presence.${state}.name`)}
          </span>
        ),
      }))}
    />
  )
}

function Load({ agent }: { agent: AgentView }) {
  if (!agent.receives && loadOf(agent) === 0) return null
  return (
    <span className="cell">
      <LoadBar agent={agent} />
      <b className={isFull(agent) ? 'full' : ''}>{loadText(loadOf(agent), agent.reception_max)}</b>
    </span>
  )
}
