import { describe, expect, it } from 'vitest'
import { author, message, NOW, text } from '../../core/testing/fixtures'
import { append, emptyTimeline, insertPage } from '../../core/timeline'
import type { Message } from '../../core/wire'
import {
  type Item,
  type MessageItem,
  type Stored,
  storedItems,
  type Unsent,
  withUnsent,
} from './items'

type Conversation = Stored & Unsent

const conversationItems = (conversation: Conversation): Item[] =>
  withUnsent(storedItems(conversation), conversation.timelines, conversation)

const MINUTE = 60_000
const DAY = 86_400_000

function conversation(messages: Message[], change: Partial<Conversation> = {}): Conversation {
  const of = (channel: Message['channel']) =>
    messages.filter((m) => m.channel === channel).reduce(append, emptyTimeline(0))
  return {
    timelines: { public: of('public'), internal: of('internal') },
    pending: [],
    previews: [],
    reason: { rule: 'R8', text_key: 'R8', at_ms: NOW },
    me: 'agent1',
    buyerRead: 0,
    newAfter: null,
    zone: 'Asia/Shanghai',
    ...change,
  }
}

const kinds = (items: Item[]) => items.map(({ kind }) => kind)
const shown = (items: Item[]) =>
  items.filter((item): item is MessageItem => item.kind === 'message')
const pending = (cid: string) => ({
  cid,
  session: 's1',
  channel: 'public' as const,
  content: text('x'),
  at_ms: NOW,
  ifSeq: null,
  failure: null,
})

describe('order', () => {
  it('is that of time, over both channels', () => {
    const items = conversationItems(
      conversation([
        message(1, { at_ms: NOW + 1 }),
        message(1, { channel: 'internal', at_ms: NOW + 2, author: author.colleague }),
        message(2, { at_ms: NOW + 3 }),
      ]),
    )
    expect(shown(items).map((item) => item.key)).toEqual(['public/1', 'internal/1', 'public/2'])
  })

  it('puts the reason before the message that led to it', () => {
    expect(kinds(conversationItems(conversation([message(1, { at_ms: NOW })])))).toEqual([
      'edge',
      'day',
      'reason',
      'message',
    ])
  })

  it('puts the reason where the session was moved', () => {
    const moved = { rule: 'accept', text_key: 'accept', at_ms: NOW + 1_500 }
    const items = conversationItems(conversation([message(1), message(2)], { reason: moved }))
    expect(kinds(items)).toEqual(['edge', 'day', 'message', 'reason', 'message'])
  })

  it('holds the reason back while older messages may belong before it', () => {
    const timeline = insertPage(emptyTimeline(9), [message(9)], true)
    const timelines = { public: timeline, internal: emptyTimeline(0) }
    expect(kinds(conversationItems(conversation([], { timelines })))).not.toContain('reason')
  })

  it('gives the reason of a session without messages', () => {
    expect(kinds(conversationItems(conversation([])))).toEqual(['edge', 'day', 'reason'])
  })

  it('separates days in the zone of the reader', () => {
    const late = Date.UTC(2023, 10, 14, 15, 59)
    const items = conversationItems(
      conversation([message(1, { at_ms: late }), message(2, { at_ms: late + 2 * MINUTE })], {
        reason: { rule: 'R8', text_key: 'R8', at_ms: late },
      }),
    )
    expect(kinds(items)).toEqual(['edge', 'day', 'reason', 'message', 'day', 'message'])
  })
})

describe('runs', () => {
  const runs = (...messages: Message[]) =>
    shown(conversationItems(conversation(messages))).map(({ first, last }) => [first, last])

  it('join messages of one author', () => {
    expect(runs(message(1), message(2), message(3, { author: author.me }))).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('end after five minutes', () => {
    expect(runs(message(1), message(2, { at_ms: message(1).at_ms + 5 * MINUTE }))).toEqual([
      [true, true],
      [true, true],
    ])
  })

  it('do not join a whisper to a reply', () => {
    const whisper = message(1, { author: author.me, channel: 'internal', at_ms: NOW + 2_500 })
    expect(runs(message(1, { author: author.me }), whisper)).toEqual([
      [true, true],
      [true, true],
    ])
  })

  it('end where the day ends', () => {
    const at_ms = Date.UTC(2030, 0, 1, 15, 59)
    const [first] = runs(message(1, { at_ms }), message(2, { at_ms: at_ms + 2 * MINUTE }))
    expect(first).toEqual([true, true])
  })
})

describe('the line above what is new', () => {
  it('stands before the first unread message of others', () => {
    const items = conversationItems(
      conversation([message(1), message(2, { author: author.me }), message(3), message(4)], {
        newAfter: 1,
      }),
    )
    expect(kinds(items).slice(3)).toEqual(['message', 'message', 'new', 'message', 'message'])
  })

  it('is left out in a session never seen before', () => {
    const items = conversationItems(conversation([message(1)], { newAfter: 0 }))
    expect(kinds(items)).not.toContain('new')
  })
})

describe('ticks', () => {
  it('tell how far the buyer has read one’s own public messages', () => {
    const own = [1, 2].map((seq) => message(seq, { author: author.me }))
    const whisper = message(1, { author: author.me, channel: 'internal', at_ms: NOW + DAY })
    const items = conversationItems(conversation([...own, whisper], { buyerRead: 1 }))
    expect(shown(items).map(({ ticks }) => ticks)).toEqual(['read', 'sent', null])
  })
})

describe('what is not stored yet', () => {
  it('follows the messages: first one’s own, then previews', () => {
    const preview = { channel: 'public', author: author.buyer, text: 'hm', at_ms: NOW } as const
    const items = conversationItems(
      conversation([message(1, { author: author.me })], {
        pending: [pending('a'), pending('b')],
        previews: [preview],
      }),
    )
    expect(kinds(items).slice(-3)).toEqual(['pending', 'pending', 'preview'])
    expect(items.at(-2)).toMatchObject({ first: false })
  })

  it('keeps its key when it becomes a message', () => {
    const preview = { channel: 'public', author: author.buyer, text: 'hm', at_ms: NOW } as const
    const before = conversationItems(conversation([message(1)], { previews: [preview] }))
    const after = conversationItems(conversation([message(1), message(2)]))
    expect(before.at(-1)?.key).toBe(after.at(-1)?.key)
    const sent = conversationItems(conversation([], { pending: [pending('a')] }))
    const stored = conversationItems(conversation([message(1, { author: author.me, cid: 'a' })]))
    expect(sent.at(-1)?.key).toBe(stored.at(-1)?.key)
  })
})
