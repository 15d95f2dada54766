import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeClock, settled } from '../core/testing/fake-clock'
import { FakeNetwork, type FakeSocket } from '../core/testing/fake-socket'
import type { PageState, ToPage } from '../loader/messages'
import type { BuyerWelcome } from '../protocol/generated'
import type { Widget } from './context'
import { createLanguage } from './language'
import { Link } from './link'
import { readParams } from './params'
import { signal } from './signals'
import { agent, message, session, welcome } from './testing'
import { createWidget } from './widget'

let network: FakeNetwork
let clock: FakeClock
let told: ToPage[]
let shown: (value: boolean) => void

const page: PageState = {
  page: { url: 'https://shop.example/tent', title: 'Tent', referrer: '' },
  shown: true,
  identity: undefined,
  product: undefined,
}

const start = async (change: Partial<BuyerWelcome> = {}): Promise<[Widget, FakeSocket]> => {
  network = new FakeNetwork()
  clock = new FakeClock()
  told = []
  let count = 0
  const params = readParams('?shop=demo')
  const link = new Link({
    params,
    clock,
    openSocket: network.open,
    newId: () => `cid-${count++}`,
  })
  const state = signal<PageState | undefined>(page)
  shown = (value) => {
    state.value = { ...page, shown: value }
  }
  const host = {
    state,
    framed: true,
    tell: (one: ToPage) => void told.push(one),
    onFocus: () => {},
  }
  const widget = createWidget(params, host, link, await createLanguage('en'))
  link.setPage(page)
  const socket = await network.greet({ ...welcome(change) })
  return [widget, socket]
}
const accepted = { session: 's1', channel: 'public', seq: 1, at_ms: 1, phase: 'open' }
const queued = session({ phase: 'queued', agents: [], position: 1 })
const unreadTold = () => told.flatMap((one) => (one.t === 'state' ? [one.unread] : [])).at(-1)
const liveTold = () => told.flatMap((one) => (one.t === 'state' ? [one.live] : [])).at(-1)

beforeEach(() => {
  vi.stubGlobal('document', { visibilityState: 'visible', addEventListener: () => {} })
  vi.stubGlobal('navigator', { languages: ['en'] })
})
afterEach(() => vi.unstubAllGlobals())

describe('draft', () => {
  it('is kept while it is written and gone once it is sent', async () => {
    const [widget, socket] = await start()
    widget.type('hello ')
    expect(widget.draft).toBe('hello ')
    widget.send(widget.draft)
    expect(widget.draft).toBe('')
    expect(socket.commands('message.send')).toMatchObject([{ body: { text: 'hello' } }])
  })
  it('is previewed in a session, where the shop wants it', async () => {
    const [widget, socket] = await start({ sessions: [session()] })
    widget.type('hel')
    expect(socket.commands('typing.set')).toMatchObject([{ text: 'hel', session: 's1' }])
  })
  it('is not previewed where the shop does not', async () => {
    const settings = { ...welcome().settings, preview_shown: false }
    const [widget, socket] = await start({ sessions: [session()], settings })
    widget.type('hel')
    expect(socket.commands('typing.set')).toEqual([])
  })
})

describe('message form', () => {
  const left = { name: 'Ada', email: 'ada@example.com', text: 'When do you ship?' }
  it('sends contact and text when nobody is there', async () => {
    const [widget, socket] = await start({ availability: { state: 'mailbox', waiting: 0 } })
    const outcome = widget.leaveMessage(left)
    await socket.answer('contact.update')
    await socket.answer('message.send', { ...accepted, phase: 'mailbox' })
    expect(await outcome).toBe('done')
    expect(socket.commands('contact.update')).toMatchObject([{ name: 'Ada', email: left.email }])
    expect(socket.commands('session.leave')).toEqual([])
    expect(widget.visitor).toEqual({ name: 'Ada', email: left.email })
  })
  it('leaves the queue only after its text has arrived', async () => {
    const [widget, socket] = await start({ sessions: [queued] })
    widget.formAsked.value = true
    const outcome = widget.leaveMessage(left)
    await socket.answer('contact.update')
    expect(socket.commands('session.leave')).toEqual([])
    await socket.answer('message.send', { ...accepted, phase: 'queued' })
    await settled()
    await socket.answer('session.leave')
    expect(await outcome).toBe('done')
    expect(widget.formAsked.value).toBe(false)
  })
  it('says so when it could not be sent, and keeps the text', async () => {
    const [widget, socket] = await start({ availability: { state: 'mailbox', waiting: 0 } })
    widget.type(left.text)
    const outcome = widget.leaveMessage(left)
    await socket.refuse('contact.update', 'unavailable', { temporary: true })
    expect(await outcome).toBe('failed')
    expect(widget.draft).toBe(left.text)
  })
})

describe('unread', () => {
  const posted = (seq: number) => ({ t: 'message.posted', ...message(seq, { author: agent }) })
  it('counts what comes while the panel is closed, and tells the page', async () => {
    const [, socket] = await start({ sessions: [session()] })
    shown(false)
    await socket.receive(posted(1))
    await socket.receive(posted(2))
    expect(unreadTold()).toBe(2)
    expect(socket.commands('read.mark')).toEqual([])
  })
  it('is marked read when the visitor looks', async () => {
    const [, socket] = await start({ sessions: [session()] })
    shown(false)
    await socket.receive(posted(1))
    shown(true)
    expect(socket.commands('read.mark')).toMatchObject([{ session: 's1', seq: 1 }])
  })
  it('is marked read once, whatever else happens before the server has moved the mark', async () => {
    const [, socket] = await start({ sessions: [session()] })
    await socket.receive(posted(1))
    await socket.receive({ t: 'session.changed', session: session({ public_seq: 1 }) })
    expect(socket.commands('read.mark')).toHaveLength(1)
  })
  it('is marked read again by a new connection', async () => {
    const [, socket] = await start({ sessions: [session()] })
    await socket.receive(posted(1))
    await socket.drop(1001)
    await clock.advance(2_000)
    const after = await network.greet({ ...welcome({ sessions: [session({ public_seq: 1 })] }) })
    expect(after.commands('read.mark')).toMatchObject([{ session: 's1', seq: 1 }])
  })
  it('is not marked read while the newest line is out of sight', async () => {
    const [widget, socket] = await start({ sessions: [session()] })
    widget.atEnd.value = false
    await socket.receive(posted(1))
    expect(socket.commands('read.mark')).toEqual([])
  })
})

describe('title', () => {
  const titles = () => told.flatMap((one) => (one.t === 'title' ? [one.title] : []))
  beforeEach(() => {
    vi.stubGlobal('document', { visibilityState: 'hidden', addEventListener: () => {} })
    vi.stubGlobal('matchMedia', () => ({ matches: false }))
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('takes turns with the page’s own while the tab is hidden', async () => {
    const [, socket] = await start({ sessions: [session()] })
    await socket.receive({ t: 'message.posted', ...message(1, { author: agent }) })
    vi.advanceTimersByTime(2_000)
    expect(titles()).toEqual(['(1) New message', '', '(1) New message'])
  })
  it('is given back when the visitor switches it off', async () => {
    const [widget, socket] = await start({ sessions: [session()] })
    await socket.receive({ t: 'message.posted', ...message(1, { author: agent }) })
    widget.prefs.flipBlink()
    vi.advanceTimersByTime(5_000)
    expect(titles().at(-1)).toBe('')
    widget.prefs.flipBlink()
  })
})

it('does not tell the page of a conversation before it knows', async () => {
  await start()
  expect(told[0]).toMatchObject({ t: 'state', live: undefined })
})

it('tells the page whether a conversation is open', async () => {
  const [, socket] = await start({ sessions: [session()] })
  expect(liveTold()).toBe(true)
  await socket.receive({ t: 'session.changed', session: session({ phase: 'closed' }) })
  expect(liveTold()).toBe(false)
})

describe('leaving', () => {
  it('says so to the server and knows whose decision it was', async () => {
    const [widget, socket] = await start({ sessions: [queued] })
    const outcome = widget.leave()
    await socket.answer('session.leave')
    expect(await outcome).toBe('done')
    await socket.receive({ t: 'session.changed', session: session({ phase: 'mailbox' }) })
    expect(widget.view.leftByVisitor).toBe(true)
  })
  it('changes nothing when the server cannot be reached', async () => {
    const [widget, socket] = await start({ sessions: [queued] })
    const outcome = widget.leave()
    await socket.drop(1006)
    expect(await outcome).toBe('failed')
    expect(widget.canLeave).toBe(false)
  })
})

describe('after the end', () => {
  const closed = session({ phase: 'closed', public_seq: 1 })
  const ended = async (): Promise<[Widget, FakeSocket]> => {
    const [widget, socket] = await start({ sessions: [closed] })
    await socket.answer('history.fetch', { messages: [message(1, { author: agent })], more: false })
    return [widget, socket]
  }
  it('asks for a rating once', async () => {
    const [widget, socket] = await ended()
    expect(widget.view.canRate).toBe(true)
    const outcome = widget.rate(4, 'fine')
    await socket.answer('session.rate')
    expect(await outcome).toBe('done')
    expect(socket.commands('session.rate')).toMatchObject([{ score: 4, comment: 'fine' }])
    expect(widget.view.canRate).toBe(false)
  })
  it('starts again with a fresh look at who is there', async () => {
    const [widget] = await ended()
    widget.startAgain()
    await network.greet({ ...welcome({ sessions: [closed] }) })
    expect(widget.view.phase).toBe('none')
    expect(network.sockets).toHaveLength(2)
  })
})
