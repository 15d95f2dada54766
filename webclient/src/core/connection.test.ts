import { beforeEach, describe, expect, it } from 'vitest'
import { BACKOFF_FIRST_MS, RATE_MIN_MS } from './backoff'
import {
  Connection,
  type ConnectionState,
  HELLO_TIMEOUT_MS,
  type Renewal,
  SILENCE_MAX_MS,
  STABLE_AFTER_MS,
} from './connection'
import type { Answer, Frame } from './requests'
import { FakeClock, settled } from './testing/fake-clock'
import { FakeNetwork } from './testing/fake-socket'

let clock: FakeClock
let network: FakeNetwork
let connection: Connection
let states: ConnectionState['at'][]
let greetings: Answer[]
let events: Frame[]
let renewal: Renewal
let renewals: number

beforeEach(() => {
  clock = new FakeClock()
  network = new FakeNetwork()
  states = []
  greetings = []
  events = []
  renewal = 'renewed'
  renewals = 0
  const owner = {
    openSocket: network.open,
    hello: () => ({ t: 'hello', token: `token-${renewals}` }),
    greeted: (answer: Answer) => greetings.push(answer),
    received: (event: Frame) => events.push(event),
    changed: (state: ConnectionState) => states.push(state.at),
    renew: () => {
      renewals += 1
      return Promise.resolve(renewal)
    },
  }
  connection = new Connection(owner, clock)
  connection.start()
})

describe('opening', () => {
  it('sends hello first and is open after its answer', async () => {
    const socket = await network.greet({ connection: 'c1' })
    expect(socket.sent[0]).toEqual({ t: 'hello', token: 'token-0', id: 1 })
    expect(greetings[0]?.['connection']).toBe('c1')
    expect(states).toEqual(['connecting', 'open'])
  })

  it('gives up a socket whose hello is not answered in time', async () => {
    await network.last.open()
    await clock.advance(HELLO_TIMEOUT_MS)
    expect(connection.state.at).toBe('waiting')
    expect(network.last.closedWith).toBeUndefined()
  })

  it('gives up a socket that never opens', async () => {
    await clock.advance(HELLO_TIMEOUT_MS)
    expect(connection.state.at).toBe('waiting')
  })

  it('stops when hello is refused for good, and starts again when asked', async () => {
    await network.last.open()
    await network.last.refuse('hello', 'not_found')
    expect(connection.state).toEqual({ at: 'stopped', code: 'not_found' })
    await clock.advance(600_000)
    expect(network.sockets).toHaveLength(1)
    connection.start()
    expect(network.sockets).toHaveLength(2)
  })

  it('waits as long as a busy server asks before the next hello', async () => {
    await network.last.open()
    await network.last.refuse('hello', 'busy', { temporary: true, retry_after_ms: 9_000 })
    await clock.advance(8_999)
    expect(network.sockets).toHaveLength(1)
    await clock.advance(1)
    expect(network.sockets).toHaveLength(2)
  })
})

describe('commands', () => {
  it('resolves with the answer of its own id', async () => {
    const socket = await network.greet()
    const [first, second] = [connection.call({ t: 'a' }), connection.call({ t: 'b' })]
    await socket.answer('b', { value: 2 })
    await socket.answer('a', { value: 1 })
    expect((await first)['value']).toBe(1)
    expect((await second)['value']).toBe(2)
  })

  it('fails with the code of a refusal', async () => {
    const socket = await network.greet()
    const answer = connection.call({ t: 'session.close', session: 's' })
    const refused = expect(answer).rejects.toMatchObject({ code: 'not_member', temporary: false })
    await socket.refuse('session.close', 'not_member')
    await refused
  })

  it('fails at once when not connected', async () => {
    await expect(connection.call({ t: 'a' })).rejects.toMatchObject({ code: 'offline' })
  })

  it('fails as lost when the socket goes before the answer', async () => {
    const socket = await network.greet()
    const lost = expect(connection.call({ t: 'a' })).rejects.toMatchObject({ code: 'lost' })
    await socket.drop(1006)
    await lost
  })

  it('fails when no answer comes, and ignores one that is late', async () => {
    const socket = await network.greet()
    const late = expect(connection.call({ t: 'a' }, 3_000)).rejects.toMatchObject({
      code: 'timeout',
    })
    await clock.advance(3_000)
    await late
    await socket.answer('a')
    expect(events).toEqual([])
  })
})

describe('losing the connection', () => {
  it('returns with a longer pause after each failure in a row', async () => {
    const pauses: number[] = []
    for (let failure = 0; failure < 4; failure += 1) {
      const before = clock.now()
      await network.last.drop(1006)
      if (connection.state.at === 'waiting') pauses.push(connection.state.retryAtMs - before)
      await clock.advance(20_000)
      if (connection.state.at !== 'connecting') await network.last.drop(1006)
    }
    expect(pauses[0]).toBe(BACKOFF_FIRST_MS * 0.75)
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses)
  })

  it('forgets earlier failures once a connection has held', async () => {
    await network.last.drop(1006)
    await clock.advance(1_000)
    const socket = await network.greet()
    await clock.advance(STABLE_AFTER_MS)
    await socket.drop(1006)
    expect(connection.state).toMatchObject({ at: 'waiting', attempt: 1 })
  })

  it('keeps backing off from a server that accepts and drops at once', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const socket = await network.greet()
      await socket.drop(1006)
      expect(connection.state).toMatchObject({ at: 'waiting', attempt: round })
      connection.wake()
    }
  })

  it('reconnects when nothing was heard for too long', async () => {
    const socket = await network.greet()
    await clock.advance(SILENCE_MAX_MS - 1)
    await socket.receive({ t: 'beat', at_ms: 1 })
    await clock.advance(SILENCE_MAX_MS - 1)
    expect(connection.state.at).toBe('open')
    await clock.advance(1)
    expect(connection.state.at).toBe('waiting')
  })

  it('hears nothing more of a socket it has given up', async () => {
    const old = await network.greet()
    await clock.advance(SILENCE_MAX_MS)
    await old.receive({ t: 'message.posted' })
    await old.drop(1006)
    expect(events).toEqual([])
    expect(connection.state).toMatchObject({ at: 'waiting', attempt: 1 })
  })

  it('reconnects at once when woken', async () => {
    await network.last.drop(1006)
    connection.wake()
    expect(network.sockets).toHaveLength(2)
    await clock.advance(60_000)
    expect(network.sockets.length).toBeGreaterThan(2)
  })

  it('comes back within a second from a restarting server', async () => {
    const socket = await network.greet()
    await clock.advance(STABLE_AFTER_MS)
    await socket.drop(1012)
    await clock.advance(1_000)
    expect(network.sockets).toHaveLength(2)
  })

  it('stays away for a while when told that it is too fast', async () => {
    const socket = await network.greet()
    await socket.drop(4429)
    await clock.advance(RATE_MIN_MS - 1)
    expect(network.sockets).toHaveLength(1)
  })

  it('stays away when stopped', async () => {
    const socket = await network.greet()
    connection.stop()
    expect(socket.closedWith).toBe(1000)
    await clock.advance(600_000)
    expect(network.sockets).toHaveLength(1)
    expect(connection.state.at).toBe('idle')
  })
})

describe('an expired token', () => {
  it('is renewed and the connection opened with the new one', async () => {
    const socket = await network.greet()
    await socket.drop(4401)
    await network.last.open()
    expect(network.sockets).toHaveLength(2)
    expect(network.last.sent[0]).toMatchObject({ t: 'hello', token: 'token-1' })
  })

  it('stops the connection when it cannot be renewed', async () => {
    renewal = 'refused'
    const socket = await network.greet()
    await socket.drop(4401)
    expect(connection.state).toEqual({ at: 'stopped', code: 'not_authorised' })
  })

  it('is tried again later when the server is out of reach', async () => {
    renewal = 'unreachable'
    const socket = await network.greet()
    await socket.drop(4401)
    expect(connection.state.at).toBe('waiting')
  })

  it('does not spin when the new token is refused as well', async () => {
    await network.last.drop(4401)
    await network.last.drop(4401)
    await settled()
    expect(connection.state.at).toBe('waiting')
    expect(renewals).toBe(2)
  })
})
