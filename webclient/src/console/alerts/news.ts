/** What happened between two states that an agent wants to be told of. Pure. */
import { type AgentState, takesPart } from '../../core/agent-state'
import type { Message } from '../../core/wire'
import type { InvitationView, SessionView } from '../../protocol/generated'
import { mentionsOf } from '../mentions'

export type News =
  | { readonly kind: 'newBuyer' | 'message'; readonly view: SessionView }
  | { readonly kind: 'mention'; readonly view: SessionView; readonly message: Message }
  | { readonly kind: 'invitation'; readonly invitation: InvitationView }

/** Nothing is news of the first snapshot, nor of what a new connection brings again. */
export function newsBetween(before: AgentState, after: AgentState): News[] {
  const me = after.me?.agent
  if (me === undefined || before.me === null || before === after) return []
  return [...ofInvitations(before, after), ...ofSessions(before, after, me)]
}

function ofInvitations(before: AgentState, after: AgentState): News[] {
  if (before.invitations === after.invitations) return []
  const known = new Set(before.invitations.map((one) => one.session))
  return after.invitations
    .filter((one) => !known.has(one.session))
    .map((invitation) => ({ kind: 'invitation', invitation }))
}

function ofSessions(before: AgentState, after: AgentState, me: string): News[] {
  if (before.sessions === after.sessions) return []
  return Object.values(after.sessions).flatMap((view): News[] => {
    const was = before.sessions[view.id]
    if (was === view || view.phase !== 'open' || !takesPart(view, me)) return []
    // Whoever opened it themselves knows of it.
    const own = view.reason.by === me
    if (was?.phase !== 'open' || !takesPart(was, me)) return own ? [] : [{ kind: 'newBuyer', view }]
    return ofMessages(was, view, before, after, me)
  })
}

function ofMessages(
  was: SessionView,
  view: SessionView,
  before: AgentState,
  after: AgentState,
  me: string,
): News[] {
  const news: News[] = []
  if (view.seq.public > was.seq.public && view.last_message?.author.role === 'buyer')
    news.push({ kind: 'message', view })
  if (view.seq.internal > was.seq.internal) {
    const known = before.timelines[view.id]?.internal.head ?? 0
    const fresh = after.timelines[view.id]?.internal.messages ?? []
    const message = fresh.findLast((one) => one.seq > known && isMentionOf(one, me, after))
    if (message) news.push({ kind: 'mention', view, message })
  }
  return news
}

function isMentionOf(message: Message, me: string, { agents }: AgentState): boolean {
  if (message.kind !== 'text' || message.author.id === me) return false
  return mentionsOf(message.body.text, agents).includes(me)
}
