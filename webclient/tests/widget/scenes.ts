/** The widget's states, each as what a server would say. */

import type { Author, BuyerSessionView } from '../../src/protocol/generated'
import { type Scene, talk } from './script'

const words = {
  'zh-CN': {
    shop: '示例户外 主店',
    agent: '售前 01',
    other: '物流 01',
    hello: '你好，这款帐篷两个人带一只狗够睡吗？',
    answer: '您好！内帐 210 × 135 厘米，两位成人加一只中型犬刚好。',
    more: '前厅 80 厘米，还能放下两个背包。',
    when: '周末要用，今天下单周五能到吗',
    pegs: '能送一包地钉吗？老客户了',
    thanks: '太好了，谢谢！',
    bye: '不客气，周五注意查收，祝旅途愉快。',
    wait: '感谢等待！我正在处理前一位，您的问题已经在我面前。',
    ship: '18:00 前付款今晚就发出，周五上午送达。看 https://shop.example/delivery。',
    welcome: '您好！想了解这顶帐篷，或查询订单，直接告诉我们就好。',
  },
  en: {
    shop: 'Sample Outdoor',
    agent: 'Presales 01',
    other: 'Logistics 01',
    hello: 'Hi, does this tent fit two people and a dog?',
    answer: 'Hello! The inner tent is 210 × 135 cm: two adults and a medium dog fit.',
    more: 'The porch is 80 cm deep, two packs fit in.',
    when: 'We leave this weekend. If I order today, is it here by Friday?',
    pegs: 'Could you add a pack of pegs? I am an old customer',
    thanks: 'Great, thank you!',
    bye: 'You are welcome. Have a good trip.',
    wait: 'Thank you for waiting! I am just finishing another chat and have your question in front of me.',
    ship: 'Paid before 18:00 it leaves tonight and arrives on Friday. See https://shop.example/delivery.',
    welcome: 'Hello! Questions about this tent or an order? Just write to us.',
  },
}

const me: Author = { role: 'buyer', id: 'v1', name: 'visitor' }

export const scenesFor = (lang: 'zh-CN' | 'en') => {
  const w = words[lang]
  const agent: Author = { role: 'agent', id: 'agent1', name: w.agent }
  const other: Author = { role: 'agent', id: 'logistics', name: w.other }
  const base = { shopName: w.shop, settings: { welcome: w.welcome } }
  const session = (change: Partial<BuyerSessionView>): BuyerSessionView => ({
    id: 's1',
    phase: 'open',
    agents: [w.agent],
    public_seq: 0,
    read_seq: 99,
    ...change,
  })
  const chat = talk([me, w.hello], [agent, w.answer], [agent, w.more], [me, w.when], [me, w.pegs])
  const scenes = {
    greeting: base,
    announced: { ...base, availability: { state: 'queue', waiting: 3, eta_ms: 130_000 } },
    queued: {
      ...base,
      session: session({
        phase: 'queued',
        agents: [],
        position: 3,
        eta_ms: 120_000,
        public_seq: 1,
      }),
      messages: talk([me, w.hello]),
    },
    cached: {
      ...base,
      session: session({ phase: 'cached', position: 2, eta_ms: 60_000, public_seq: 2 }),
      messages: talk([me, w.hello], [agent, w.wait]).map((line, i) =>
        i === 1 ? { ...line, automatic: true } : line,
      ),
    },
    chat: {
      ...base,
      session: session({ public_seq: 5 }),
      messages: chat,
      events: [
        { t: 'read.moved', session: 's1', channel: 'public', author: agent, seq: 4 },
        {
          t: 'typing.shown',
          session: 's1',
          channel: 'public',
          author: agent,
          active: true,
          at_ms: 0,
        },
      ],
    },
    threeway: {
      ...base,
      session: session({ agents: [w.agent], public_seq: 5 }),
      messages: chat,
      events: [
        { t: 'session.changed', session: session({ agents: [w.agent, w.other], public_seq: 5 }) },
        {
          t: 'message.posted',
          session: 's1',
          channel: 'public',
          seq: 6,
          at_ms: Date.now() + 1000,
          author: other,
          kind: 'text',
          body: { text: w.ship },
        },
      ],
    },
    nobody: { ...base, availability: { state: 'mailbox', waiting: 0 } },
    left: {
      ...base,
      availability: { state: 'mailbox', waiting: 0 },
      session: session({ phase: 'mailbox', agents: [], public_seq: 2 }),
      messages: talk([me, w.when], [me, w.pegs]),
    },
    gone: {
      ...base,
      session: session({ public_seq: 5 }),
      messages: chat,
      events: [
        {
          t: 'session.changed',
          session: session({ phase: 'mailbox', agents: [], public_seq: 5 }),
        },
      ],
    },
    requeued: {
      ...base,
      session: session({ public_seq: 3 }),
      messages: chat.slice(0, 3),
      events: [
        {
          t: 'session.changed',
          session: session({
            phase: 'queued',
            agents: [],
            position: 1,
            eta_ms: 30_000,
            public_seq: 3,
          }),
        },
      ],
    },
    offline: {
      ...base,
      session: session({ public_seq: 3 }),
      messages: chat.slice(0, 3),
      cut: true,
    },
    ended: {
      ...base,
      session: session({ phase: 'closed', public_seq: 2 }),
      messages: talk([me, w.thanks], [agent, w.bye]),
    },
    failed: {
      ...base,
      session: session({ public_seq: 3 }),
      messages: chat.slice(0, 3),
      refuse: 'too_large',
    },
    sending: {
      ...base,
      session: session({ public_seq: 3 }),
      messages: chat.slice(0, 3),
      mute: true,
    },
    blocked: {
      ...base,
      session: session({ public_seq: 3 }),
      messages: chat.slice(0, 3),
      refuse: 'blocked',
    },
    unknown: { ...base, refuseHello: 'not_found' },
  } satisfies Record<string, Scene>
  return scenes as Record<keyof typeof scenes, Scene>
}
export type SceneName = keyof ReturnType<typeof scenesFor>
