import { describe, expect, it } from 'vitest'
import { buildRows, type LineRow, type PendingLine, type Row, type RowsInput, RUN_MS } from './rows'
import { agent, message, NOW, other } from './testing'

const rows = (input: Partial<RowsInput>): Row[] =>
  buildRows({
    messages: [],
    pending: [],
    agentRead: {},
    firstNew: undefined,
    now_ms: NOW,
    ...input,
  })
const lines = (input: Partial<RowsInput>): LineRow[] =>
  rows(input).filter((row): row is LineRow => row.row === 'line')
const kinds = (input: Partial<RowsInput>) => rows(input).map(({ row }) => row)

const pending = (state: PendingLine['state']): PendingLine => ({
  cid: state,
  content: { kind: 'text', body: { text: state } },
  at_ms: NOW,
  state,
})

describe('runs', () => {
  it('puts face and time below the last line of one author', () => {
    const [first, last] = lines({
      messages: [message(1, { author: agent }), message(2, { author: agent })],
    })
    expect([first?.face, first?.meta]).toEqual([false, undefined])
    expect([last?.face, last?.meta?.at_ms]).toEqual([true, NOW + 2_000])
  })
  it('starts a new one after five minutes', () => {
    const late = message(2, { at_ms: NOW + 1_000 + RUN_MS })
    expect(lines({ messages: [message(1), late] }).every((line) => line.meta)).toBe(true)
  })
  it('ends where the ticks change', () => {
    const [read, sent] = lines({ messages: [message(1), message(2)], agentRead: { s1: 1 } })
    expect([read?.meta?.state, sent?.meta?.state]).toEqual(['read', 'sent'])
  })
  it('keeps an automatic line apart from what a person wrote', () => {
    const automatic = message(1, { author: agent, automatic: true })
    const [first] = lines({ messages: [automatic, message(2, { author: agent })] })
    expect(first?.meta?.automatic).toBe(true)
  })
  it('gives every failed line buttons of its own', () => {
    const both = [pending('failed'), { ...pending('failed'), cid: 'other' }]
    expect(lines({ pending: both }).map((line) => line.meta?.state)).toEqual(['failed', 'failed'])
  })
})

describe('names', () => {
  it('stand above the first line of a run when several agents write', () => {
    const messages = [
      message(1, { author: agent }),
      message(2, { author: agent }),
      message(3, { author: other }),
    ]
    expect(lines({ messages }).map((line) => line.named)).toEqual([true, false, true])
  })
  it('are not needed while one agent writes', () => {
    const messages = [message(1), message(2, { author: agent })]
    expect(lines({ messages }).some((line) => line.named)).toBe(false)
  })
})

describe('order', () => {
  it('puts what is not sent yet last, whatever its clock says', () => {
    const late = message(1, { at_ms: NOW + 60_000 })
    expect(
      lines({ messages: [late], pending: [pending('waiting')] }).map(({ key }) => key),
    ).toEqual(['s1/1', 'cid/waiting'])
  })
  it('marks the first new message', () => {
    const second = message(2, { author: agent })
    expect(kinds({ messages: [message(1), second], firstNew: second })).toEqual([
      'line',
      'new',
      'line',
    ])
  })
  it('names a day only when the conversation is not of today alone', () => {
    const old = message(1, { at_ms: NOW - 3 * 86_400_000 })
    expect(kinds({ messages: [message(1)] })).toEqual(['line'])
    expect(kinds({ messages: [old, message(2)] })).toEqual(['day', 'line', 'day', 'line'])
  })
})
