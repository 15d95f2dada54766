import { beforeEach, describe, expect, it } from 'vitest'
import type { AgentWelcome } from '../protocol/generated'
import { AgentClient } from './agent-client'
import { type AgentState, initialAgentState } from './agent-state'
import type { Renewal } from './connection'
import { FakeClock, settled } from './testing/fake-clock'
import { FakeNetwork, type FakeSocket } from './testing/fake-socket'
import { agentWelcome, author, message, NOW, sessionView, text } from './testing/fixtures'

let clock: FakeClock
let network: FakeNetwork
let client: AgentClient
let renewal: Renewal
let tokens: number

function create(initial: AgentState = initialAgentState): AgentClient {
  let ids = 0
  return new AgentClient({
    openSocket: network.open,
    clock,
    auth: {
      token: () => `token-${tokens}`,
      renew: () => {
        if (renewal === 'renewed') tokens += 1
        return Promise.resolve(renewal)
      },
    },
    newId: () => `cid-${++ids}`,
    initial,
  })
}

const welcomeWith = (change: Partial<AgentWelcome> = {}) => ({
  ...agentWelcome({ sessions: [sessionView()], ...change }),
})

async function open(change: Partial<AgentWelcome> = {}): Promise<FakeSocket> {
  const { t: _, re: __, ...welcome } = welcomeWith(change)
  return network.greet(welcome)
}

/** The connection breaks, and the next one is open. */
async function reconnect(change: Partial<AgentWelcome> = {}): Promise<FakeSocket> {
  await network.last.drop(1006)
  await clock.advance(20_000)
  return open(change)
}

const accept = (socket: FakeSocket, seq: number) =>
  socket.answer('message.send', {
    session: 's1',
    channel: 'public',
    seq,
    at_ms: NOW,
    phase: 'open',
  })

const shown = () => client.store.getState().timelines['s1']?.public.messages.map(({ body }) => body)

beforeEach(() => {
  clock = new FakeClock(NOW)
  network = new FakeNetwork()
  renewal = 'renewed'
  tokens = 0
  client = create()
  client.start()
})

describe('messages', () => {
  it('are shown at once and stored when answered', async () => {
    const socket = await open()
    client.send('s1', 'public', text('hello'))
    expect(client.store.getState().pending).toHaveLength(1)
    await accept(socket, 1)
    expect(client.store.getState().pending).toEqual([])
    expect(shown()).toEqual([{ text: 'hello' }])
  })

  it('written without a connection are sent in order when there is one', async () => {
    client.send('s1', 'public', text('first'))
    client.send('s1', 'public', text('second'))
    const socket = await open()
    await accept(socket, 1)
    await accept(socket, 2)
    expect(shown()).toEqual([{ text: 'first' }, { text: 'second' }])
  })

  it('keep their cid when they are sent again after a lost connection', async () => {
    const before = await open()
    client.send('s1', 'public', text('hello'))
    const after = await reconnect()
    expect(after.commands('message.send')[0]?.['cid']).toBe(
      before.commands('message.send')[0]?.['cid'],
    )
    await accept(after, 1)
    expect(shown()).toHaveLength(1)
  })

  it('held back are sent when the time is over, and not before', async () => {
    const socket = await open()
    client.send('s1', 'public', text('hello'), 5_000)
    await clock.advance(4_900)
    expect(socket.commands('message.send')).toEqual([])
    await clock.advance(100)
    expect(socket.commands('message.send')).toHaveLength(1)
    expect(client.takeBack('cid-1')).toBeNull()
    await accept(socket, 1)
    expect(shown()).toEqual([{ text: 'hello' }])
  })

  it('held back can be taken back and are never sent then', async () => {
    const socket = await open()
    client.send('s1', 'public', text('oops'), 5_000)
    expect(client.takeBack('cid-1')?.content).toEqual(text('oops'))
    expect(client.store.getState().pending).toEqual([])
    await clock.advance(10_000)
    expect(socket.commands('message.send')).toEqual([])
  })

  it('held back go when their author goes on, in order', async () => {
    const socket = await open()
    client.send('s1', 'public', text('first'), 5_000)
    client.send('s1', 'public', text('second'), 5_000)
    client.release('s1')
    await accept(socket, 1)
    await accept(socket, 2)
    expect(shown()).toEqual([{ text: 'first' }, { text: 'second' }])
  })

  it('held back when the page was closed are sent by the next one, asking over newer ones', async () => {
    client.send('s1', 'public', text('hello'), 5_000)
    const left = client.store.getState().pending
    client = create()
    client.start()
    const socket = await open()
    client.adopt(left)
    client.adopt(left)
    await settled()
    expect(socket.commands('message.send')).toHaveLength(1)
    expect(socket.commands('message.send')[0]?.['cid']).toBe('cid-1')
    await accept(socket, 1)
    expect(client.store.getState().pending).toEqual([])
  })

  it('refused as stale wait for a decision and then go over the newer one', async () => {
    const socket = await open()
    client.send('s1', 'public', text('hello'))
    await socket.refuse('message.send', 'stale_view')
    const [failed] = client.store.getState().pending
    expect(failed?.failure).toBe('stale_view')
    client.retry(failed?.cid ?? '', true)
    await settled()
    const again = socket.commands('message.send').at(-1)
    expect(again).not.toHaveProperty('if_seq')
    expect(again?.['cid']).toBe(failed?.cid)
  })

  it('do not overtake one that waits for a decision', async () => {
    const socket = await open()
    client.send('s1', 'public', text('first'))
    await socket.receive({ t: 'message.posted', ...message(1) })
    await socket.refuse('message.send', 'stale_view')
    client.send('s1', 'public', text('second'))
    await settled()
    expect(socket.commands('message.send').map((frame) => frame['if_seq'])).toEqual([0, 0])
  })

  it('do not take one’s own last message for news', async () => {
    const socket = await open()
    client.send('s1', 'public', text('first'))
    client.send('s1', 'public', text('second'))
    await accept(socket, 1)
    expect(socket.commands('message.send').map((frame) => frame['if_seq'])).toEqual([0, 1])
  })

  it('take a buyer’s message that came in between for news', async () => {
    const socket = await open()
    client.send('s1', 'public', text('first'))
    client.send('s1', 'public', text('second'))
    await socket.receive({ t: 'message.posted', ...message(1) })
    await accept(socket, 2)
    expect(socket.commands('message.send').at(-1)?.['if_seq']).toBe(0)
  })

  it('left over from a former page are sent', async () => {
    client.send('s1', 'public', text('hello'))
    const { pending } = client.store.getState()
    network = new FakeNetwork()
    client = create({ ...initialAgentState, pending })
    client.start()
    const socket = await open()
    expect(socket.commands('message.send')).toHaveLength(1)
  })
})

describe('what was missed', () => {
  it('is asked for by the newest message at hand', async () => {
    const socket = await open()
    await socket.receive({ t: 'message.posted', ...message(1) })
    const next = await reconnect()
    expect(next.sent[0]).toMatchObject({ resume: { s1: { public: 1, internal: 0 } } })
  })

  it('is fetched when a number is skipped', async () => {
    const socket = await open()
    await socket.receive({ t: 'message.posted', ...message(3) })
    expect(socket.commands('history.fetch')[0]).toMatchObject({ session: 's1', after_seq: 0 })
    await socket.answer('history.fetch', { messages: [message(1), message(2)], more: false })
    expect(shown()).toHaveLength(3)
    expect(socket.commands('history.fetch')).toHaveLength(1)
  })

  it('is fetched page by page until the hole is filled', async () => {
    const socket = await open()
    await socket.receive({ t: 'message.posted', ...message(4) })
    await socket.answer('history.fetch', { messages: [message(1)], more: true })
    expect(socket.commands('history.fetch').at(-1)).toMatchObject({ after_seq: 1 })
    await socket.answer('history.fetch', { messages: [message(2), message(3)], more: true })
    expect(shown()).toHaveLength(4)
  })
})

describe('history', () => {
  it('is loaded before what is at hand, once at a time', async () => {
    const view = sessionView({ seq: { public: 9, internal: 0 } })
    const socket = await open({ sessions: [view] })
    client.ensureHistory('s1')
    client.ensureHistory('s1')
    expect(socket.commands('history.fetch')).toMatchObject([{ channel: 'public', before_seq: 10 }])
    await socket.answer('history.fetch', { messages: [message(8), message(9)], more: true })
    expect(shown()).toHaveLength(2)
  })

  it('can be asked for again after a failure', async () => {
    const view = sessionView({ seq: { public: 9, internal: 0 } })
    await open({ sessions: [view] })
    client.ensureHistory('s1')
    const socket = await reconnect({ sessions: [view] })
    client.ensureHistory('s1')
    expect(socket.commands('history.fetch')).toHaveLength(1)
  })
})

describe('read marks', () => {
  it('are sent once for each new message', async () => {
    const socket = await open()
    await socket.receive({ t: 'message.posted', ...message(1) })
    client.markRead('s1')
    client.markRead('s1')
    expect(socket.commands('read.mark')).toMatchObject([{ channel: 'public', seq: 1 }])
  })

  it('are not sent for what another window has read', async () => {
    const socket = await open()
    await socket.receive({ t: 'message.posted', ...message(1) })
    const read = { session: 's1', channel: 'public', author: author.me, seq: 1 }
    await socket.receive({ t: 'read.moved', ...read })
    client.markRead('s1')
    expect(socket.commands('read.mark')).toEqual([])
  })
})

describe('short overload', () => {
  it('is sat out', async () => {
    const socket = await open()
    const closed = client.call('session.close', { session: 's1' })
    await socket.refuse('session.close', 'busy', { temporary: true, retry_after_ms: 700 })
    await clock.advance(700)
    await socket.answer('session.close')
    await expect(closed).resolves.toMatchObject({ t: 'ok' })
  })

  it('that lasts is told', async () => {
    const socket = await open()
    const refused = expect(client.call('session.close', { session: 's1' })).rejects.toMatchObject({
      code: 'busy',
    })
    for (let tries = 0; tries < 3; tries += 1) {
      await socket.refuse('session.close', 'busy', { temporary: true, retry_after_ms: 100 })
      await clock.advance(100)
    }
    await refused
  })
})

describe('a suspension', () => {
  const presence = (state: 'suspended' | 'online') => ({
    ...{ t: 'presence.changed', agent: 'agent1', state, lost: false },
    ...{ open: 0, cached: 0, windows_max: 5 },
  })
  const pause = () => client.store.getState().pause

  it('is known by when it began and ended', async () => {
    const socket = await open()
    await socket.receive(presence('suspended'))
    expect(pause()).toMatchObject({ until_ms: null })
    const since = pause()?.since_ms ?? 0
    await clock.advance(30_000)
    await socket.receive(presence('online'))
    expect(pause()).toEqual({ since_ms: since, until_ms: since + 30_000 })
  })
})

describe('watching', () => {
  const other = sessionView({ id: 's2', members: [], seq: { public: 1, internal: 0 } })

  it('shows the session, loads its history and goes on after a reconnection', async () => {
    const socket = await open()
    const watching = client.watch('s2')
    await socket.answer('session.watch', { session: other })
    await watching
    expect(client.store.getState()).toMatchObject({ watching: 's2', sessions: { s2: other } })
    expect(socket.commands('history.fetch')).toMatchObject([{ session: 's2' }])
    const next = await reconnect()
    expect(next.commands('session.watch')).toHaveLength(1)
  })

  it('that is given up before the answer ends on the server as well', async () => {
    const socket = await open()
    const watching = client.watch('s2')
    await client.unwatch('s2')
    await socket.answer('session.watch', { session: other })
    await watching
    expect(socket.sent.map(({ t }) => t).slice(-2)).toEqual(['session.watch', 'session.unwatch'])
    expect(client.store.getState().watching).toBeNull()
  })

  it('goes on when another session is given up', async () => {
    const socket = await open()
    const watching = client.watch('s2')
    await socket.answer('session.watch', { session: other })
    await watching
    await client.unwatch('s1')
    expect(client.store.getState().watching).toBe('s2')
  })

  it('that is refused can be asked for again', async () => {
    const socket = await open()
    const refused = expect(client.watch('s2')).rejects.toMatchObject({ code: 'not_found' })
    await socket.refuse('session.watch', 'not_found')
    await refused
    void client.watch('s2')
    expect(socket.commands('session.watch')).toHaveLength(2)
  })

  it('of another session ends the first', async () => {
    const socket = await open()
    const first = client.watch('s2')
    await socket.answer('session.watch', { session: other })
    await first
    await client.watch(null)
    expect(socket.commands('session.unwatch')).toMatchObject([{ session: 's2' }])
    expect(client.store.getState().watching).toBeNull()
  })
})

describe('the access token', () => {
  it('is renewed on the open connection before it ends', async () => {
    const socket = await open({ token_expires_ms: NOW + 120_000 })
    await keepAlive(socket, 60_000)
    expect(socket.commands('auth.renew')).toMatchObject([{ token: 'token-1' }])
    await socket.answer('auth.renew', { token_expires_ms: clock.now() + 120_000 })
    await keepAlive(socket, 60_000)
    expect(socket.commands('auth.renew')).toHaveLength(2)
  })

  it('is asked for again while the server is out of reach', async () => {
    renewal = 'unreachable'
    const socket = await open({ token_expires_ms: NOW + 70_000 })
    await keepAlive(socket, 10_000)
    renewal = 'renewed'
    await keepAlive(socket, 10_000)
    expect(socket.commands('auth.renew')).toHaveLength(1)
  })
})

/** Lets time pass on a connection that is well. */
async function keepAlive(socket: FakeSocket, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10_000) {
    await socket.receive({ t: 'beat', at_ms: clock.now() })
    await clock.advance(10_000)
  }
}
