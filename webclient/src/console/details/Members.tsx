/** Who takes part; supervisors also see who looks on. */

import type { SessionFacts } from '../../core/agent-state'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { Face, PresenceGlyph } from '../marks'
import { useAgentName } from '../use-names'
import { Section } from './Section'

export function Members({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const people = [
    ...view.members.map(({ agent, how }) => ({
      agent,
      role:
        how === 'stepped_in'
          ? 'conversation.supervisor'
          : agent === view.owner
            ? 'details.owner'
            : null,
    })),
    ...(view.watchers ?? []).map((agent) => ({ agent, role: 'details.watching' })),
  ] as const
  return (
    <Section title={t('details.members')}>
      {people.length === 0 ? (
        <p className="why-line">{t('details.nobody')}</p>
      ) : (
        <ul className="mates-now">
          {people.map(({ agent, role }) => (
            <Person
              key={`${agent}/${role}`}
              agent={agent}
              role={role === null ? '' : t(role as 'details.owner')}
            />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Person({ agent, role }: { agent: string; role: string }) {
  const agentName = useAgentName()
  const view = useAgentState((state) => state.agents.find((one) => one.agent === agent))
  return (
    <li>
      <Face id={agent} name={agentName(agent)} size={24} agent />
      {agentName(agent)}
      {view && <PresenceGlyph state={view.state} size={10} />}
      <em>{role}</em>
    </li>
  )
}
