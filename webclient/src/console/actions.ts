/** What buttons and keys do: commands with their failures told, and the walk from session to session. */
import { type AgentState, takesPart } from '../core/agent-state'
import { paneBeside } from '../core/panes'
import { mostUrgent } from '../core/urgency'
import { useClient } from './desk'
import { useAttempt } from './failures'
import { listedIds, neighbour, ownRows } from './rows'
import { openDialog, ui } from './ui'

export function useActions() {
  const client = useClient()
  const attempt = useAttempt()
  const { dispatch, getState } = client.store
  const select = (session: string) => {
    const { selected } = getState()
    // Whoever goes on takes nothing back any more.
    if (selected !== null && selected !== session) client.release(selected)
    for (const other of watchedBeside(getState(), session, selected))
      dispatch({ t: 'pane.closed', session: other })
    dispatch({ t: 'session.selected', session })
  }
  const closePane = (session: string) => {
    client.release(session)
    dispatch({ t: 'pane.closed', session })
  }

  const close = async (session: string) => {
    client.release(session)
    const next = nextUrgent(getState(), session)
    const closed = await attempt(() => client.call('session.close', { session }))
    if (!closed || !getState().panes.includes(session)) return
    if (next === null || getState().panes.includes(next)) dispatch({ t: 'pane.closed', session })
    else if (getState().selected === session) select(next)
  }

  return {
    select,
    closePane,
    /** Shows a session beside what is shown already. */
    selectBeside: (session: string) => {
      for (const other of watchedBeside(getState(), session, null)) closePane(other)
      dispatch({ t: 'pane.added', session })
    },
    /** Takes the held message of a session back into the composer; false when there is none. */
    takeBack: (session: string): boolean => {
      const { pending, drafts } = getState()
      const held = pending.find((one) => one.session === session && one.heldUntil_ms !== undefined)
      const back = held && client.takeBack(held.cid)
      if (back?.content.kind !== 'text') return back != null
      const texts = [back.content.body.text, drafts[session]?.text ?? '']
      const text = texts.filter((one) => one !== '').join('\n')
      dispatch({ t: 'draft.changed', session, draft: { channel: back.channel, text } })
      return true
    },
    toPane: (ahead: 1 | -1) => {
      const next = paneBeside(getState(), ahead)
      if (next !== null) select(next)
    },
    /** Opens from one's own cache. */
    open: async (session: string) => {
      if (await attempt(() => client.call('session.open', { session }))) select(session)
    },
    /** Takes from the queue or the mailbox. */
    claim: async (session: string) => {
      if (await attempt(() => client.call('session.claim', { session }))) select(session)
    },
    start: async (contact: string) => {
      await attempt(async () => {
        const { session } = await client.call('session.start', { contact })
        dispatch({ t: 'session.shown', session })
        select(session.id)
      })
    },
    close,
    /** A question first when the buyer still waits: the conversation's header asks it. */
    askClose: (session: string, summarized = false) => {
      const { sessions, settings } = getState()
      const waits = sessions[session]?.unanswered_since_ms !== undefined
      const missing = !summarized && sessions[session]?.summary === undefined
      if (settings?.summary_required === true && missing)
        openDialog({ kind: 'summary', session, closing: true })
      else if (waits) openDialog({ kind: 'close', session })
      else void close(session)
    },
    accept: (session: string) => {
      void attempt(() => client.call('invitation.accept', { session })).then((done) => {
        if (!done) return
        ui.dispatch({ page: 'reception', tab: 'open' })
        select(session)
      })
    },
    leave: (session: string) => attempt(() => client.call('session.leave', { session })),
    watch: (session: string | null) => attempt(() => client.watch(session)),
    mostUrgentBeside: () => {
      const { me, sessions, panes } = getState()
      const rows = ownRows(sessions, me?.agent ?? '').filter((row) => !panes.includes(row.id))
      const next = mostUrgent(rows, null) ?? rows[0]
      if (next) dispatch({ t: 'pane.added', session: next.id })
    },
    toMostUrgent: () => {
      const next = nextUrgent(getState(), getState().selected)
      if (next !== null) select(next)
    },
    toNeighbour: (ahead: 1 | -1) => {
      const { selected, clockOffsetMs } = getState()
      const ids = listedIds(getState(), Date.now() + clockOffsetMs)
      const next = neighbour(ids, selected, ahead)
      if (next !== null) select(next)
    },
  }
}

/**
 * One connection watches one session at a time: another one that is watched makes room, unless its
 * pane is `replaced` anyway.
 */
function watchedBeside(state: AgentState, session: string, replaced: string | null): string[] {
  const me = state.me?.agent ?? ''
  const mine = (id: string) => {
    const view = state.sessions[id]
    return view === undefined || view.owner === me || takesPart(view, me)
  }
  if (mine(session)) return []
  return state.panes.filter((id) => id !== session && id !== replaced && !mine(id))
}

function nextUrgent(state: AgentState, except: string | null): string | null {
  const rows = ownRows(state.sessions, state.me?.agent ?? '')
  return mostUrgent(rows, except)?.id ?? null
}
