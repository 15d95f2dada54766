/** Every word of the widget in English; its shape is what the other language must fill. */

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many)

const gone: Say = ({ agent }) => `${agent} had to leave and the chat ended. Please write again.`

export const en = {
  code: 'en',
  chat: 'Chat',
  you: 'You',
  agent: 'The agent',
  and: ', ',
  /** Between sentences. */
  gap: ' ',

  online: 'Online, write to us',
  allBusy: 'All agents are busy',
  nobody: 'Nobody is here right now',
  serving: (shop: string) => `${shop}, here for you`,
  finishing: 'is finishing another chat',
  ended: 'This chat has ended',
  left: 'Message left',
  offline: 'Not connected',

  welcome: 'Hello! How can we help? Write to us here.',
  announce: (waiting: number) =>
    `${waiting} ${plural(waiting, 'person is', 'people are')} waiting at the moment.`,
  allBusyLine: 'All agents are with other customers; you will get a place in the queue.',
  announceEta: (eta: string) => `Expect to wait ${eta}.`,
  viewing: 'You are viewing',
  askProduct: 'Ask about this product',

  placeFirst: 'Write your question',
  placeMore: 'Add more…',
  placeOffline: 'You can go on writing',
  place: 'Write a message',
  input: 'Your message',
  send: 'Send',
  emoji: 'Emoji',
  preview: 'The agent may see what you type before you send it',
  tooLong: (max: number) => `At most ${max.toLocaleString('en')} characters`,

  sending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  waiting: 'Queued',
  waitingLines: (count: number) =>
    `${count} ${plural(count, 'line waits', 'lines wait')}, sent in order once connected`,
  failed: 'Not sent, it is kept here.',
  resend: 'Send again',
  discard: 'Discard',
  typing: (name: string) => `${name} is typing`,
  automatic: 'automatic',
  picture: 'Picture',
  attach: 'Send pictures or files',
  filesMax: 'At most 10 files at a time.',
  order: 'Order',
  earlier: 'Show earlier messages',
  loading: 'Loading…',
  newLines: 'New messages',
  toLatest: 'To the latest message',
  log: 'Conversation',

  today: 'Today',
  yesterday: 'Yesterday',

  eta: (minutes: number) => (minutes < 1 ? 'under 1 min' : `about ${minutes} min`),
  consent: 'What you write is used only to help you.',
  yourData: 'Your data',

  connecting: 'Connecting…',
  reconnecting: 'Reconnecting, nothing you wrote is lost',
  retry: 'Retry',
  partFailed: 'This part could not be loaded.',

  menu: 'Menu',
  minimize: 'Minimise',

  unreadTitle: (count: number) => `(${count}) New ${plural(count, 'message', 'messages')}`,
  system: {
    joined: ({ agent }) => `${agent} joined`,
    left: ({ agent }) => `${agent} left`,
    handed_over: ({ from, to }) => `${to} goes on from ${from}`,
    released: ({ agent }) =>
      `${agent} had to leave. You are back in the queue with your old place.`,
    mailed: ({ agent }) =>
      `${agent ? `${agent} had to leave and nobody else is here` : 'Nobody is here any more'}. Your messages are kept and will be answered.`,
    closed: ({ time }) => `The chat ended at ${time}.`,
    closed_agent_away: gone,
    closed_agent_offline: gone,
    closed_buyer_left: () => 'You left the chat.',
    closed_blocked: () => 'The shop ended the chat.',
    erased: () => 'This message was erased.',
  } as System,
}

type Say = (args: Readonly<Record<string, string | number>>) => string
type System = Readonly<Record<string, Say>>
export type Text = Omit<typeof en, 'system'> & { system: System }
