import { describe, expect, it } from 'vitest'
import type { BuyerState } from '../core/buyer-state'
import type { PendingMessage } from '../core/pending'
import { deriveView, type Local, unreadMessages } from './derive'
import { agent, message, NOW, session, stateWith, system } from './testing'

const local: Local = {
  dismissed: new Set(),
  isRated: () => false,
  formAsked: false,
  leftByVisitor: new Set(),
  firstNew: undefined,
  now_ms: NOW,
}
const view = (state: BuyerState, change: Partial<Local> = {}) =>
  deriveView(state, { ...local, ...change })
const closed = session({ phase: 'closed' })
const reply = message(2, { author: agent })
const unsent = (failure: string | null): PendingMessage => ({
  cid: 'c1',
  session: null,
  channel: 'public',
  content: { kind: 'text', body: { text: 'hello' } },
  at_ms: NOW,
  ifSeq: null,
  failure,
})
const lost = { connection: { at: 'waiting', attempt: 1, retryAtMs: NOW } } as const

describe('screen', () => {
  it('is loading until the first snapshot', () =>
    expect(view(stateWith([], [], { me: null })).screen).toBe('loading'))
  it('is the form when nobody is there', () =>
    expect(view(stateWith([], [], { availability: { state: 'mailbox', waiting: 0 } })).screen).toBe(
      'form',
    ))
  it('is the conversation once the message is left', () => {
    const left = stateWith([session({ phase: 'mailbox' })], [], {
      availability: { state: 'mailbox', waiting: 0 },
    })
    expect(view(left).screen).toBe('talk')
  })
  it('is the form for who would rather not wait, as long as they wait', () => {
    const asked = { formAsked: true }
    expect(view(stateWith([session({ phase: 'queued' })]), asked).screen).toBe('form')
    expect(view(stateWith([session()]), asked).screen).toBe('talk')
  })
  it('says why when the server refused for good', () => {
    const stopped = stateWith([], [], { connection: { at: 'stopped', code: 'not_found' } })
    expect(view(stopped)).toMatchObject({ screen: 'stopped', stopped: 'not_found' })
  })
})

describe('session in hand', () => {
  it('is the live one before one that ended', () =>
    expect(view(stateWith([session({ id: 's2', phase: 'queued' }), closed])).phase).toBe('queued'))
  it('is none after starting again', () =>
    expect(view(stateWith([closed]), { dismissed: new Set(['s1']) }).phase).toBe('none'))
})

describe('agents', () => {
  it('are remembered by their answers once the session is closed', () =>
    expect(
      view(stateWith([session({ phase: 'closed', agents: [] })], [message(1), reply])).agents,
    ).toEqual(['Presales 01']))
  it('are remembered by what the conversation says of them when they never answered', () => {
    const said = system('joined', { agent: 'Logistics 01' })
    const state = stateWith([session({ phase: 'closed', agents: [] })], [message(1), said])
    expect(view(state).agents).toEqual(['Logistics 01'])
  })
})

describe('how a session ended', () => {
  const end = system('closed', { agent: 'Presales 01' })
  const told = (change: Parameters<typeof view>[1] = {}) =>
    view(stateWith([closed], [message(1), end]), change).rows.map(({ row }) => row)
  it('is said by the foot of the page while it is in hand', () => expect(told()).toEqual(['line']))
  it('stands in the conversation once it is left behind', () =>
    expect(told({ dismissed: new Set(['s1']) })).toEqual(['line', 'system']))
})

describe('rating', () => {
  it('is asked after somebody answered', () =>
    expect(view(stateWith([closed], [message(1), reply])).canRate).toBe(true))
  it('is not asked when nobody answered', () =>
    expect(view(stateWith([closed], [message(1)])).canRate).toBe(false))
  it('is not asked after an automatic answer alone', () =>
    expect(view(stateWith([closed], [message(1), { ...reply, automatic: true }])).canRate).toBe(
      false,
    ))
  it('is asked once', () =>
    expect(view(stateWith([closed], [message(1), reply]), { isRated: () => true }).canRate).toBe(
      false,
    ))
})

describe('lines', () => {
  const states = (state: BuyerState) =>
    view(state).rows.flatMap((row) => (row.row === 'line' ? [row.state] : []))
  it('are being sent while there is a connection', () =>
    expect(states(stateWith([], [], { pending: [unsent(null)] }))).toEqual(['sending']))
  it('wait while there is none', () => {
    const state = stateWith([], [], { ...lost, pending: [unsent(null)] })
    expect(states(state)).toEqual(['waiting'])
    expect(view(state)).toMatchObject({ waitingLines: 1, connected: false })
  })
  it('have failed when the server refused them', () =>
    expect(states(stateWith([], [], { pending: [unsent('too_large')] }))).toEqual(['failed']))
  it('count as read when an agent answered below', () =>
    expect(states(stateWith([session()], [message(1), reply]))).toEqual(['read', undefined]))
  it('count as read up to where the snapshot says', () =>
    expect(states(stateWith([session({ agents_read_seq: 1 })], [message(1), message(2)]))).toEqual([
      'read',
      'sent',
    ]))
})

it('knows that the shop blocks the visitor by a refused message', () =>
  expect(view(stateWith([], [], { pending: [unsent('blocked')] })).blocked).toBe(true))

describe('that an agent may see what is typed', () => {
  it.each([
    ['open', true],
    ['cached', true],
    ['queued', true],
    ['mailbox', false],
    ['closed', false],
  ] as const)('is said, when the session is %s: %s', (phase, said) =>
    expect(view(stateWith([session({ phase })])).previewShown).toBe(said),
  )
  it('is not said before there is a session', () =>
    expect(view(stateWith([])).previewShown).toBe(false))
})

describe('unread', () => {
  it('are the answers beyond what was read', () => {
    const messages = [message(1), reply, message(3), message(4, { author: agent })]
    const state = stateWith([session({ read_seq: 2 })], messages)
    expect(unreadMessages(state).map(({ seq }) => seq)).toEqual([4])
  })
})
