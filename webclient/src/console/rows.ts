/** What lists show of the agent's state: pure, so that it can be tested without a page. */
import { type AgentState, type Pause, takesPart } from '../core/agent-state'
import { BANDS, type Band, bandOf, byUrgency, type Waits } from '../core/urgency'
import type { AgentView, SessionView } from '../protocol/generated'

/** A session as a row: with what orders it and what this agent has not read. */
export interface Row extends Waits {
  readonly view: SessionView
  readonly unread: number
}

export const lastMs = (view: SessionView): number => view.last_message?.at_ms ?? view.arrived_ms

/** Public messages of others that `agent` has not read. One's own count as read up to there. */
export function unreadOf({ last_message: last, read }: SessionView, agent: string): number {
  if (!last || (last.author.role === 'agent' && last.author.id === agent)) return 0
  return Math.max(0, last.seq - (read.agents[agent]?.public ?? 0))
}

const rows = new WeakMap<SessionView, { agent: string; row: Row }>()

/** The same row as long as its view is the same: nothing is drawn anew when others change. */
export function rowOf(view: SessionView, agent: string): Row {
  const known = rows.get(view)
  if (known?.agent === agent) return known.row
  const row = makeRow(view, agent)
  rows.set(view, { agent, row })
  return row
}

const makeRow = (view: SessionView, agent: string): Row => ({
  id: view.id,
  last_ms: lastMs(view),
  ...(view.unanswered_since_ms === undefined
    ? {}
    : { unanswered_since_ms: view.unanswered_since_ms }),
  view,
  unread: unreadOf(view, agent),
})

const all = (sessions: AgentState['sessions']) => Object.values(sessions)

/** One's own open sessions, most urgent first. */
export const ownRows = (sessions: AgentState['sessions'], agent: string): Row[] =>
  all(sessions)
    .filter((view) => view.phase === 'open' && takesPart(view, agent))
    .map((view) => rowOf(view, agent))
    .sort(byUrgency)

/** Open and cached sessions of colleagues, most urgent first. */
export const colleagueRows = (sessions: AgentState['sessions'], agent: string): Row[] =>
  all(sessions)
    .filter((view) => view.phase === 'open' || view.phase === 'cached')
    .filter((view) => !takesPart(view, agent))
    .map((view) => rowOf(view, agent))
    .sort(byUrgency)

export type ListBand = Band | 'meanwhile'

/** A line of the list: a row, or the head of a band with the number of its rows. */
export type ListLine =
  | { readonly kind: 'row'; readonly row: Row; readonly band: Band }
  | { readonly kind: 'band'; readonly band: ListBand; readonly count: number }

/** Somebody began to wait while this agent was suspended, and has not been looked at since. */
function isFromPause({ unread, unanswered_since_ms: since }: Row, pause: Pause | null): boolean {
  if (pause?.until_ms == null || unread === 0 || since == null) return false
  return since >= pause.since_ms && since <= pause.until_ms
}

/** Rows in their bands; back from a suspension, first of all what arrived meanwhile. */
export function withBands(rows: readonly Row[], nowMs: number, pause: Pause | null): ListLine[] {
  const lines = rows.map((row) => {
    const band = bandOf(row, nowMs)
    const under: ListBand = isFromPause(row, pause) ? 'meanwhile' : band
    return { kind: 'row', row, band, under } as const
  })
  return (['meanwhile', ...BANDS] as const).flatMap((band) => {
    const under = lines.filter((line) => line.under === band)
    const head = { kind: 'band', band, count: under.length } as const
    return under.length === 0 ? [] : [head, ...under]
  })
}

/** One's own sessions as they stand in the list: the walk by keys goes down it. */
export function listedIds(state: AgentState, nowMs: number): string[] {
  const rows = ownRows(state.sessions, state.me?.agent ?? '')
  const lines = withBands(rows, nowMs, state.pause)
  return lines.flatMap((line) => (line.kind === 'row' ? line.row.id : []))
}

/** One's own cached sessions in the order they will open. */
export const cachedViews = (state: Pick<AgentState, 'cache' | 'sessions'>): SessionView[] =>
  state.cache.flatMap((id) => state.sessions[id] ?? [])

/** `ahead` steps down the list from the selected session, around its ends. */
export function neighbour(ids: readonly string[], selected: string | null, ahead: 1 | -1) {
  if (ids.length === 0) return null
  const at = selected === null ? -1 : ids.indexOf(selected)
  if (at < 0) return ids[ahead === 1 ? 0 : ids.length - 1] ?? null
  return ids[(at + ahead + ids.length) % ids.length] ?? null
}

// ---------------------------------------------------------------------------------------- people

export const loadOf = (agent: AgentView): number => agent.open + agent.cached

/** Present enough to be asked: invitations reach whoever is not away or offline. */
export const isReachable = (agent: AgentView): boolean =>
  agent.state !== 'away' && agent.state !== 'offline'

export const isFull = (agent: AgentView): boolean =>
  agent.reception_max !== undefined && loadOf(agent) >= agent.reception_max

/** Free places up to the maximum; Infinity without one. */
export const roomOf = (agent: AgentView): number =>
  Math.max(0, (agent.reception_max ?? Number.POSITIVE_INFINITY) - loadOf(agent))

/** Since when an agent's longest waiting buyer waits; undefined when nobody does. */
export function longestWaitSince(
  sessions: AgentState['sessions'],
  agent: string,
): number | undefined {
  const waits = all(sessions)
    .filter((view) => view.owner === agent)
    .flatMap((view) => view.unanswered_since_ms ?? [])
  return waits.length > 0 ? Math.min(...waits) : undefined
}

/** Those who can be asked first, then those who receive buyers, then by how full they are. */
export const byAvailability = (a: AgentView, b: AgentView): number =>
  Number(isReachable(b)) - Number(isReachable(a)) ||
  Number(b.receives) - Number(a.receives) ||
  fullness(a) - fullness(b)

const fullness = (agent: AgentView): number => loadOf(agent) / (agent.reception_max ?? 1_000)

/** What going away or offline would do to an agent's sessions (R11). */
export interface Departure {
  /** Open sessions they are the only member of, split by whether the buyer waits. */
  readonly unanswered: number
  readonly answered: number
  readonly cached: number
}

export function departureOf(sessions: AgentState['sessions'], agent: string): Departure {
  const own = all(sessions).filter((view) => view.owner === agent)
  const alone = own.filter((view) => view.phase === 'open' && memberCount(view) === 1)
  const unanswered = alone.filter((view) => view.unanswered_since_ms !== undefined).length
  return {
    unanswered,
    answered: alone.length - unanswered,
    cached: own.filter((view) => view.phase === 'cached').length,
  }
}

const memberCount = (view: SessionView): number =>
  view.members.filter((member) => member.how === 'member').length

export const affects = (departure: Departure): boolean =>
  departure.unanswered + departure.answered + departure.cached > 0
