/** Six figures of the present, all from what this client knows. */
import { useMemo } from 'react'
import { durationText } from '../../core/time'
import { bandOfWait, REPLY_TARGET_MS } from '../../core/urgency'
import type { AgentView } from '../../protocol/generated'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useServerNow } from '../now'
import { isReachable, roomOf } from '../rows'

interface FigureProps {
  name: string
  value: string | number
  note?: string
  tone?: 'soon' | 'over' | undefined
}

function Figure({ name, value, note, tone }: FigureProps) {
  return (
    <div className={`figure${tone ? ` is-${tone}` : ''}`}>
      <span>{name}</span>
      <b>{value}</b>
      <small>{note}</small>
    </div>
  )
}

/** To whom new buyers go now: the suspended only when nobody accepts (R7). */
function takersOf(working: readonly AgentView[]): AgentView[] {
  const receiving = working.filter((agent) => agent.receives && agent.state !== 'busy')
  const accepting = receiving.filter((agent) => agent.state !== 'suspended')
  return accepting.length > 0 ? accepting : receiving
}

export function Figures() {
  const { t } = useTranslation()
  const agents = useAgentState((state) => state.agents)
  const working = agents.filter((agent) => isReachable(agent) && !agent.lost)
  const rooms = takersOf(working)
    .map(roomOf)
    .filter((room) => room > 0)
  const room = rooms.reduce((sum, one) => sum + one, 0)
  const sum = (part: 'open' | 'cached') => agents.reduce((total, agent) => total + agent[part], 0)
  return (
    <div className="figures">
      <Figure
        name={t('team.working')}
        value={working.length}
        note={t('team.workingOf', { count: agents.length })}
      />
      <Figure
        name={t('team.withRoom')}
        value={rooms.length}
        note={Number.isFinite(room) ? t('team.roomFor', { count: room }) : t('team.noLimit')}
      />
      <Figure name={t('team.open')} value={sum('open')} />
      <Figure name={t('team.cached')} value={sum('cached')} />
      <Waiting />
    </div>
  )
}

function Waiting() {
  const { t } = useTranslation()
  const { waiting, entries } = useAgentState((state) => state.queue)
  const now = useServerNow()
  const since = useMemo(() => Math.min(...entries.map((entry) => entry.arrived_ms)), [entries])
  const longest = waiting > 0 ? now - since : 0
  const over = bandOfWait(longest) === 'overdue'
  return (
    <>
      <Figure name={t('team.waiting')} value={waiting} tone={waiting > 0 ? 'soon' : undefined} />
      <Figure
        name={t('team.longest')}
        value={waiting > 0 ? durationText(longest) : '–'}
        tone={over ? 'over' : undefined}
        note={t('team.target', { time: durationText(REPLY_TARGET_MS) })}
      />
    </>
  )
}
