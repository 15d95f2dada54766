import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeClock } from '../core/testing/fake-clock'
import { FakeNetwork } from '../core/testing/fake-socket'
import type { PageState } from '../loader/messages'
import { Link } from './link'
import { readParams } from './params'
import { agent, buyer, message, session, welcome } from './testing'

/** What a browser's storage does, as far as the widget asks. */
class FakeStorage {
  readonly #items = new Map<string, string>()
  getItem = (key: string): string | null => this.#items.get(key) ?? null
  setItem = (key: string, value: string): void => void this.#items.set(key, value)
  removeItem = (key: string): void => void this.#items.delete(key)
}

const page = (change: Partial<PageState> = {}): PageState => ({
  page: { url: 'https://shop.example/tent', title: 'Tent', referrer: '' },
  shown: true,
  identity: undefined,
  product: undefined,
  ...change,
})

let network: FakeNetwork
let link: Link

const newLink = (): Link => {
  let count = 0
  return new Link({
    params: readParams('?shop=demo'),
    clock: new FakeClock(),
    openSocket: network.open,
    newId: () => `cid-${count++}`,
  })
}
const greet = (change = {}) => network.greet({ ...welcome(change) })
const say = (text: string) => link.client?.send({ kind: 'text', body: { text } })

beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage())
  vi.stubGlobal('sessionStorage', new FakeStorage())
  network = new FakeNetwork()
  link = newLink()
})
afterEach(() => vi.unstubAllGlobals())

describe('hello', () => {
  it('waits until the page has spoken', () => expect(network.sockets).toHaveLength(0))
  it('names shop, page and who the visitor is', async () => {
    link.setPage(page({ identity: 'signed' }))
    const socket = await greet()
    expect(socket.commands('hello')[0]).toMatchObject({
      shop: 'demo',
      identity: 'signed',
      page: { url: 'https://shop.example/tent', title: 'Tent' },
    })
  })
  it('brings the token that an earlier page was given', async () => {
    link.setPage(page())
    await greet()
    link = newLink()
    link.setPage(page())
    await network.last.open()
    expect(network.last.commands('hello')[0]).toMatchObject({ visitor: 'visitor-token' })
  })
  it('is said anew, as the same visitor, when the visitor turns out to be somebody', async () => {
    link.setPage(page())
    const before = await greet()
    link.setPage(page({ identity: 'signed' }))
    await network.last.open()
    expect(before.closedWith).not.toBeNull()
    expect(network.last.commands('hello')[0]).toMatchObject({
      identity: 'signed',
      visitor: 'visitor-token',
    })
  })
})

describe('page', () => {
  it('is told again when it moved, and only then', async () => {
    link.setPage(page())
    const socket = await greet()
    link.setPage(page({ shown: false }))
    expect(socket.commands('page.visit')).toHaveLength(0)
    link.setPage(page({ page: { url: 'https://shop.example/b', title: 'B', referrer: '' } }))
    expect(socket.commands('page.visit')).toMatchObject([{ url: 'https://shop.example/b' }])
  })
  it('tells its product once connected', async () => {
    link.setPage(page({ product: { id: 't', title: 'Tent' } }))
    const socket = await greet()
    expect(socket.commands('page.visit')).toMatchObject([
      { product: { id: 't', url: 'https://shop.example/tent' } },
    ])
  })
})

describe('unconfirmed lines', () => {
  it('are sent again by the next page under the same id', async () => {
    link.setPage(page())
    const before = await greet()
    say('hello')
    const [first] = before.commands('message.send')
    link = newLink()
    link.setPage(page())
    const after = await greet()
    expect(after.commands('message.send')).toMatchObject([{ cid: first?.['cid'] }])
  })
  it('are forgotten once confirmed', async () => {
    link.setPage(page())
    const socket = await greet()
    say('hello')
    await socket.answer('message.send', {
      session: 's1',
      channel: 'public',
      seq: 1,
      at_ms: 1,
      phase: 'open',
    })
    link = newLink()
    expect(link.state.value.pending).toEqual([])
  })
})

describe('history', () => {
  it('of the newest sessions is fetched, and no more', async () => {
    link.setPage(page())
    const sessions = ['s1', 's2', 's3', 's4'].map((id) => session({ id, public_seq: 1 }))
    const socket = await greet({ sessions })
    const asked = socket.commands('history.fetch').map((frame) => frame['session'])
    expect(asked).toEqual(['s2', 's3', 's4'])
  })
  it('of the session in hand is fetched after a reload', async () => {
    link.setPage(page())
    const socket = await greet({ sessions: [session({ public_seq: 2 })] })
    expect(socket.commands('history.fetch')).toMatchObject([{ session: 's1', before_seq: 3 }])
    const messages = [message(1, { author: buyer }), message(2, { author: agent })]
    await socket.answer('history.fetch', { messages, more: false })
    expect(link.state.value.timelines['s1']?.messages).toHaveLength(2)
  })
})

it('asks for a fresh snapshot on the same terms when refreshed', async () => {
  link.setPage(page())
  await greet()
  link.refresh()
  const socket = await greet({ availability: { state: 'queue', waiting: 2 } })
  expect(socket.commands('hello')).toHaveLength(1)
  expect(link.state.value.availability?.state).toBe('queue')
})
