/** What buttons and keys do: commands with their failures told, and the walk from session to session. */
import type { AgentState } from '../core/agent-state'
import { mostUrgent } from '../core/urgency'
import { useClient } from './desk'
import { useAttempt } from './failures'
import { neighbour, ownRows } from './rows'
import { openDialog, ui } from './ui'

export function useActions() {
  const client = useClient()
  const attempt = useAttempt()
  const { dispatch, getState } = client.store
  const select = (session: string | null) => dispatch({ t: 'session.selected', session })

  const close = async (session: string) => {
    const next = nextUrgent(getState(), session)
    const closed = await attempt(() => client.call('session.close', { session }))
    if (closed && getState().selected === session) select(next)
  }

  return {
    select,
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
    askClose: (session: string) => {
      const waits = getState().sessions[session]?.unanswered_since_ms !== undefined
      if (waits) openDialog({ kind: 'close', session })
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
    toMostUrgent: () => {
      const next = nextUrgent(getState(), getState().selected)
      if (next !== null) select(next)
    },
    toNeighbour: (ahead: 1 | -1) => {
      const { me, sessions, selected } = getState()
      const ids = ownRows(sessions, me?.agent ?? '').map((row) => row.id)
      select(neighbour(ids, selected, ahead))
    },
  }
}

function nextUrgent(state: AgentState, except: string | null): string | null {
  const rows = ownRows(state.sessions, state.me?.agent ?? '')
  return mostUrgent(rows, except)?.id ?? null
}
