/** Plain things to test the widget with. Every field has a value; a test names what it is about. */

import { type BuyerState, initialBuyerState } from '../core/buyer-state'
import { emptyTimeline, insertPage } from '../core/timeline'
import type { BuyerSessionView, BuyerWelcome, MessageView } from '../protocol/generated'

export const NOW = 1_700_000_000_000

export const buyer = { role: 'buyer', id: 'v1', name: 'visitor' } as const
export const agent = { role: 'agent', id: 'agent1', name: 'Presales 01' } as const
export const other = { role: 'agent', id: 'agent2', name: 'Logistics 01' } as const

export const message = (seq: number, change: Partial<MessageView> = {}): MessageView =>
  ({
    session: 's1',
    channel: 'public',
    seq,
    at_ms: NOW + seq * 1_000,
    author: buyer,
    kind: 'text',
    body: { text: `message ${seq}` },
    ...change,
  }) as MessageView

export const system = (key: string, args: Record<string, string>, seq = 2): MessageView =>
  message(seq, {
    author: { role: 'system', id: '', name: '' },
    kind: 'system',
    body: { key, args },
  } as Partial<MessageView>)

export const session = (change: Partial<BuyerSessionView> = {}): BuyerSessionView => ({
  id: 's1',
  phase: 'open',
  agents: ['Presales 01'],
  public_seq: 0,
  read_seq: 0,
  ...change,
})

export const welcome = (change: Partial<BuyerWelcome> = {}): BuyerWelcome => ({
  t: 'ok',
  re: 1,
  connection: 'c1',
  server_time_ms: NOW,
  you: { id: 'v1', name: 'visitor', identified: false },
  visitor: 'visitor-token',
  shop: { id: 'demo', name: 'Sample Outdoor' },
  sessions: [],
  settings: {
    welcome: '',
    preview_shown: true,
    text_max: 4_000,
    preview_max: 500,
    upload_bytes_max: 10_485_760,
  },
  availability: { state: 'available', waiting: 0 },
  ...change,
})

/** A connected client that knows these sessions and messages. */
export const stateWith = (
  sessions: readonly BuyerSessionView[],
  messages: readonly MessageView[] = [],
  change: Partial<BuyerState> = {},
): BuyerState => {
  const { you, visitor, shop, settings, availability } = welcome()
  const timelines = Object.fromEntries(
    sessions.map(({ id }) => {
      const own = messages.filter((one) => one.session === id)
      return [id, insertPage(emptyTimeline(0), own, false)]
    }),
  )
  return {
    ...initialBuyerState,
    connection: { at: 'open' },
    me: you,
    visitor,
    shop,
    settings,
    availability,
    sessions: Object.fromEntries(sessions.map((view) => [view.id, view])),
    timelines,
    ...change,
  }
}
