/**
 * What the conversation shows, row by row: a pure function of messages and the present.
 *
 * Lines of one author within five minutes are a run: one face, and one time below its last line. The
 * ticks stand where they change: below the last line that is read, and below the last of all.
 */

import { dayKey } from '../core/time'
import type { BodyByKind, KindAndBody, MessageView, SystemBody } from '../protocol/generated'

export type Content = KindAndBody<keyof BodyByKind>

/** `waiting`: there is no connection, it goes by itself later. `failed`: the visitor decides. */
export type LineState = 'sending' | 'waiting' | 'failed' | 'sent' | 'read'

/** A line of the visitor's that the server has not confirmed. */
export interface PendingLine {
  readonly cid: string
  readonly content: Content
  readonly at_ms: number
  readonly state: 'sending' | 'waiting' | 'failed'
}

/** Everything below the last line of a run. */
export interface Meta {
  readonly at_ms: number
  readonly state?: LineState
  readonly automatic: boolean
}

export interface LineRow {
  readonly row: 'line'
  readonly key: string
  readonly mine: boolean
  readonly author: string
  readonly content: Content
  readonly state?: LineState
  /** The name stands above the first line of a run, where several agents write. */
  readonly named: boolean
  /** The face stands beside the last line of a run. */
  readonly face: boolean
  readonly meta?: Meta
  /** For resending and discarding. */
  readonly cid?: string
  /** Where it is stored, once it is. */
  readonly session?: string
}

export type Row =
  | LineRow
  | { readonly row: 'day'; readonly key: string; readonly at_ms: number }
  | {
      readonly row: 'system'
      readonly key: string
      readonly at_ms: number
      readonly body: SystemBody
    }
  | { readonly row: 'new'; readonly key: string }

export interface RowsInput {
  /** In the order of the conversation; may be of several sessions, one after the other. */
  readonly messages: readonly MessageView[]
  readonly pending: readonly PendingLine[]
  /** By session: up to where an agent has read. */
  readonly agentRead: Readonly<Record<string, number>>
  /** The first message that was new when the visitor came back; undefined when none was. */
  readonly firstNew: MessageView | undefined
  readonly now_ms: number
}

export const RUN_MS = 300_000

type Draft = { -readonly [Field in keyof LineRow]: LineRow[Field] } & {
  at_ms: number
  automatic: boolean
}

const isDraft = (row: Row | Draft): row is Draft => row.row === 'line' && 'at_ms' in row

const lineOf = (message: MessageView, input: RowsInput): Draft => {
  const mine = message.author.role === 'buyer'
  const isRead = (input.agentRead[message.session] ?? 0) >= message.seq
  return {
    row: 'line',
    key: `${message.session}/${message.seq}`,
    session: message.session,
    mine,
    author: message.author.name,
    content: { kind: message.kind, body: message.body } as Content,
    ...(mine && { state: isRead ? 'read' : 'sent' }),
    named: false,
    face: false,
    at_ms: message.at_ms,
    automatic: message.automatic === true,
  }
}

const pendingOf = (line: PendingLine): Draft => ({
  row: 'line',
  key: `cid/${line.cid}`,
  mine: true,
  author: '',
  content: line.content,
  state: line.state,
  named: false,
  face: false,
  at_ms: line.at_ms,
  automatic: false,
  cid: line.cid,
})

const rowOf = (message: MessageView, input: RowsInput): Row | Draft =>
  message.kind === 'system'
    ? {
        row: 'system',
        key: `${message.session}/${message.seq}`,
        at_ms: message.at_ms,
        body: message.body,
      }
    : lineOf(message, input)

interface Entry {
  readonly at_ms: number
  readonly row: Row | Draft
}

/** What is not sent yet comes last, whatever its clock says. */
const entriesOf = (input: RowsInput): Entry[] => [
  ...input.messages.map((message) => ({ at_ms: message.at_ms, row: rowOf(message, input) })),
  ...input.pending.map((line) => ({ at_ms: line.at_ms, row: pendingOf(line) })),
]

/** Days and the "new" mark are put in between; a conversation of today alone needs no day. */
const withMarks = (input: RowsInput): (Row | Draft)[] => {
  const { firstNew } = input
  const newKey = firstNew && `${firstNew.session}/${firstNew.seq}`
  let day = dayKey(input.now_ms)
  return entriesOf(input).flatMap(({ at_ms, row }) => {
    const rows: (Row | Draft)[] = row.key === newKey ? [{ row: 'new', key: 'new' }, row] : [row]
    if (dayKey(at_ms) === day) return rows
    day = dayKey(at_ms)
    return [{ row: 'day', key: `day/${day}`, at_ms }, ...rows]
  })
}

const continues = (line: Draft, next: Row | Draft | undefined): boolean =>
  next !== undefined &&
  isDraft(next) &&
  next.mine === line.mine &&
  next.author === line.author &&
  next.state === line.state &&
  next.automatic === line.automatic &&
  next.at_ms - line.at_ms < RUN_MS

/** A failed line has buttons of its own, so it always ends its run. */
const finish = (line: Draft, next: Row | Draft | undefined): LineRow => {
  const { at_ms, automatic, ...row } = line
  if (continues(line, next) && line.state !== 'failed') return row
  const meta: Meta = { at_ms, automatic, ...(line.state && { state: line.state }) }
  return { ...row, face: !line.mine, meta }
}

/** How many people answer. */
const agentsIn = (rows: readonly (Row | Draft)[]): number =>
  new Set(rows.flatMap((row) => (isDraft(row) && !row.mine ? [row.author] : []))).size

export const buildRows = (input: RowsInput): Row[] => {
  const rows = withMarks(input)
  const several = agentsIn(rows) > 1
  return rows.map((row, i) => {
    if (!isDraft(row)) return row
    const before = rows[i - 1]
    const starts = before === undefined || !isDraft(before) || !continues(before, row)
    return { ...finish(row, rows[i + 1]), named: several && !row.mine && starts }
  })
}
