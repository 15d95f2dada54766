/** `@` in an internal message: colleagues to choose from, and what a mention will do. */
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { type Draft, isMember, type SessionFacts } from '../../core/agent-state'
import { type AgentView, LIMITS } from '../../protocol/generated'
import { useAgentState, useClient, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { Face, PresenceName } from '../marks'
import { matching, mentionBegun, mentionsOf, withMention } from '../mentions'
import { isReachable } from '../rows'

const SHOWN_MAX = 6

interface Mentions {
  menu: ReactNode
  onKeyDown: (event: KeyboardEvent) => void
  /** Asks those who are mentioned but do not take part to join, with the text as the note. */
  ask: (text: string) => void
}

export function useMentions(
  view: SessionFacts,
  draft: Draft,
  write: (change: Partial<Draft>) => void,
): Mentions {
  const me = useMe()
  const agents = useAgentState((state) => state.agents)
  const [at, setAt] = useState(0)
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const internal = draft.channel === 'internal'
  const begun = internal ? mentionBegun(draft.text) : null
  const found = useMemo(() => {
    const others = agents.filter(({ agent }) => agent !== me.agent)
    return begun === null ? [] : matching(others, begun).slice(0, SHOWN_MAX)
  }, [agents, me.agent, begun])
  const open = found.length > 0 && closedFor !== draft.text
  const chosen = found[Math.min(at, found.length - 1)]
  const choose = ({ name }: AgentView) => write({ text: withMention(draft.text, name) })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt((at + step + found.length) % found.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) choose(chosen)
    else if (event.key === 'Escape') setClosedFor(draft.text)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const strangers = useStrangers(view, internal ? draft.text : '')
  const ask = useAsk(view)
  const menu = open ? (
    <Menu found={found} chosen={chosen} onChoose={choose} />
  ) : (
    <WillAsk strangers={strangers} member={isMember(view, me.agent)} />
  )
  return { menu, onKeyDown, ask }
}

/** Those who are mentioned and do not take part. */
function useStrangers(view: SessionFacts, text: string): AgentView[] {
  const agents = useAgentState((state) => state.agents)
  return useMemo(() => {
    const mentioned = text.includes('@') ? mentionsOf(text, agents) : []
    return agents.filter(
      ({ agent }) =>
        mentioned.includes(agent) && !view.members.some((member) => member.agent === agent),
    )
  }, [agents, text, view.members])
}

function useAsk(view: SessionFacts): (text: string) => void {
  const client = useClient()
  const me = useMe()
  const attempt = useAttempt()
  const session = view.id
  const invite = async (to: string, note: string) => {
    const mode = 'join'
    const done = await attempt(() => client.call('invitation.send', { session, to, mode, note }))
    if (!done) return
    const { clockOffsetMs, settings } = client.store.getState()
    const expires_ms = Date.now() + clockOffsetMs + (settings?.invitation_ttl_ms ?? 60_000)
    const invitation = { session, from: me.agent, to, mode, note, expires_ms } as const
    client.store.dispatch({ t: 'offer.sent', invitation })
  }
  return (text) => {
    if (!isMember(view, me.agent)) return
    const { agents, offers } = client.store.getState()
    const note = text.slice(0, LIMITS.NOTE_MAX)
    for (const to of mentionsOf(text, agents)) {
      const takesPart = view.members.some((member) => member.agent === to)
      const asked = offers.some(
        ({ invitation, end }) =>
          end === null && invitation.session === session && invitation.to === to,
      )
      if (!takesPart && !asked) void invite(to, note)
    }
  }
}

interface MenuProps {
  found: readonly AgentView[]
  chosen: AgentView | undefined
  onChoose: (agent: AgentView) => void
}

function Menu({ found, chosen, onChoose }: MenuProps) {
  const { t } = useTranslation()
  return (
    <div className="mention-menu" role="listbox" aria-label={t('mention.menu')}>
      {found.map((agent) => (
        <button
          key={agent.agent}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={agent === chosen}
          className={agent === chosen ? 'is-on' : ''}
          // The composer keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(agent)}
        >
          <Face id={agent.agent} name={agent.name} size={22} agent />
          <b>{agent.name}</b>
          <span className="grow" />
          <PresenceName agent={agent} size={10} />
        </button>
      ))}
    </div>
  )
}

function WillAsk({ strangers, member }: { strangers: readonly AgentView[]; member: boolean }) {
  const { t } = useTranslation()
  if (strangers.length === 0) return null
  const names = (agents: readonly AgentView[]) =>
    agents.map((agent) => agent.name).join(t('common.listSeparator'))
  const [there, away] = [
    strangers.filter(isReachable),
    strangers.filter((one) => !isReachable(one)),
  ]
  return (
    <div className="mention-note" role="status">
      {!member && t('mention.notMember', { names: names(strangers) })}
      {member && there.length > 0 && t('mention.willAsk', { names: names(there) })}
      {member && away.length > 0 && t('mention.notThere', { names: names(away) })}
    </div>
  )
}
