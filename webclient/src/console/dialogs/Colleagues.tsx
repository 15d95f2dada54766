/** Colleagues to choose from: who can be asked, and how much they have. */
import { SearchOutlined } from '@ant-design/icons'
import { Input, Radio } from 'antd'
import { useMemo, useState } from 'react'
import type { AgentView } from '../../protocol/generated'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face, LoadBar, loadText, PresenceName, WaitTimer } from '../marks'
import { byAvailability, isFull, isReachable, loadOf, longestWaitSince } from '../rows'

interface ColleaguesProps {
  value: string | null
  onChange: (agent: string) => void
  /** Why somebody cannot be chosen besides their state; null when they can. */
  exclude: (agent: AgentView) => string | null
  /** Only those with a connection can be chosen. */
  connectedOnly?: boolean
  includeMe?: boolean
}

export function Colleagues(props: ColleaguesProps) {
  const { value, onChange, exclude, connectedOnly = false, includeMe = false } = props
  const { t } = useTranslation()
  const me = useMe()
  const agents = useAgentState((state) => state.agents)
  const [wanted, setWanted] = useState('')
  const found = useMemo(
    () =>
      agents
        .filter((agent) => includeMe || agent.agent !== me.agent)
        .filter((agent) => matches(agent, wanted))
        .sort(byAvailability),
    [agents, includeMe, me.agent, wanted],
  )
  return (
    <>
      <Input
        prefix={<SearchOutlined />}
        placeholder={t('transfer.search')}
        aria-label={t('transfer.search')}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        allowClear
      />
      {found.length === 0 && <p>{wanted ? t('transfer.none') : t('transfer.nobody')}</p>}
      <Radio.Group
        className="mates"
        value={value}
        onChange={(event) => onChange(event.target.value as string)}
      >
        {found.map((agent) => (
          <Colleague
            key={agent.agent}
            agent={agent}
            excluded={exclude(agent)}
            unreachable={!isReachable(agent) || (connectedOnly && agent.lost)}
          />
        ))}
      </Radio.Group>
    </>
  )
}

function matches(agent: AgentView, wanted: string): boolean {
  const words = wanted.trim().toLowerCase()
  const known = [agent.name, agent.agent, ...(agent.groups ?? [])]
  return known.some((word) => word.toLowerCase().includes(words))
}

interface ColleagueProps {
  agent: AgentView
  excluded: string | null
  unreachable: boolean
}

function Colleague({ agent, excluded, unreachable }: ColleagueProps) {
  const { t } = useTranslation()
  const sessions = useAgentState((state) => state.sessions)
  const oldest = useMemo(() => longestWaitSince(sessions, agent.agent), [sessions, agent.agent])
  const remark = useRemark(agent, unreachable)
  const groups = agent.groups?.join(t('common.listSeparator')) || t('team.everyGroup')
  return (
    <Radio value={agent.agent} disabled={unreachable || excluded !== null}>
      <Face id={agent.agent} name={agent.name} size={32} agent gone={unreachable} />
      <span className="mate">
        <b>{agent.name}</b>
        <small>
          <PresenceName agent={agent} size={10} /> · {groups}
        </small>
      </span>
      <small className={`remark${isFull(agent) ? ' is-full' : ''}`}>{excluded ?? remark}</small>
      <span className="mate-load">
        <span>
          <LoadBar agent={agent} />
          <b>{loadText(loadOf(agent), agent.reception_max)}</b>
        </span>
        {oldest !== undefined && <WaitTimer since={oldest} />}
      </span>
    </Radio>
  )
}

function useRemark(agent: AgentView, unreachable: boolean): string {
  const { t } = useTranslation()
  if (unreachable) return t('transfer.cannot')
  if (agent.lost) return t('transfer.lost')
  if (isFull(agent)) return t('transfer.full')
  const marked = agent.state === 'suspended' || agent.state === 'busy'
  return marked ? t('transfer.marked') : ''
}
