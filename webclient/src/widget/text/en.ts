/** Every word of the widget in English; its shape is what the other language must fill. */

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many)

const gone: Say = ({ agent }) => `${agent} had to leave and the chat ended. Please write again.`

export const text = {
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
  privacy: 'Privacy',
  yourData: 'Your data',

  connecting: 'Connecting…',
  reconnecting: 'Reconnecting, nothing you wrote is lost',
  retry: 'Retry',

  menu: 'Menu',
  minimize: 'Minimise',

  yourNumber: ['You are number', ''] as const,
  ahead: (name: string) => `in line at ${name}`,
  inLine: 'You are in the queue',
  kept: 'Your place is kept: through reloads, other pages and lost connections.',
  keptSound: 'A sound will call you when it is your turn.',
  keptCached: (name: string) =>
    `${name} has your question and will open it here. Nothing you write is lost.`,
  leaveInstead: 'Leave a message',
  giveUp: 'Stop waiting',
  writeAhead: 'Write your question already, the agent will see it at once',

  questions: 'Frequent questions',
  askUs: 'Ask us instead',

  endedAt: (at: string) => `The chat ended at ${at}.`,
  endedGone: (name: string) =>
    `${name} had to leave; start another chat and somebody else will help.`,
  apply: 'Start another chat',
  rateThanks: 'Thank you for your rating.',

  blockedHead: 'You cannot write here',
  blocked: 'The shop does not accept further messages from you in this chat.',
  gone: 'This chat is not available',
  goneMore: 'The shop may have moved. Please look for another way to reach it on its page.',
  signIn: 'Please sign in again',
  signInMore: 'Your sign-in at the shop has expired. Reload the page to go on.',
  full: 'Too many windows are open',
  fullMore: 'Please close another tab of this shop and try again.',

  formNobody: 'Leave us a message and we will answer by e-mail. Your messages stay here.',
  formQueue:
    'Leave a message instead of waiting, we will answer by e-mail. Your messages stay here.',
  formName: 'Your name',
  formEmail: 'E-mail',
  formText: 'Your question',
  formSend: 'Send the message',
  formSending: 'Sending…',
  formEmailBad: 'Please give an e-mail address such as name@example.com.',
  formTextMissing: 'Please write your question.',
  formFailed: 'This could not be sent. Your text is kept; please try again.',

  leftFor: (email: string) => `Thank you. We will answer to ${email}, and here.`,
  leftHere: 'Thank you. We will answer here as soon as somebody is back.',
  leftAsk: 'Where may we answer you?',
  leftSave: 'Save',
  leftYourself: 'You left. What you wrote is kept; write again to come back.',
  back: 'Back to the queue',

  rate: 'How was our service?',
  stars: (score: number) => `${score} ${score === 1 ? 'star' : 'stars'}`,
  scores: ['Very poor', 'Poor', 'All right', 'Good', 'Very good'],
  rateMore: 'Anything else? (optional)',
  rateSend: 'Send rating',
  rateSkip: 'Skip',
  rateFailed: 'The rating could not be sent, please try again.',

  sound: 'Sound',
  blink: 'Title blinks',
  leave: 'End this chat',
  leaveSure: 'End this chat?',
  leaveMore: 'Your messages stay here and you can start again at any time.',
  leaveYes: 'End chat',
  cancel: 'Cancel',

  exportData: 'Export my data',
  exportMore: 'A file of everything kept of you here: messages, name, e-mail.',
  exportYes: 'Download',
  exportDone: 'The file is in your downloads.',
  exportNone: 'Nothing is kept of you here yet.',
  eraseData: 'Erase my data',
  eraseSure: 'Erase your data?',
  eraseMore:
    'What was written in your chats, your name and your e-mail are erased for good. An open chat ends.',
  eraseYes: 'Erase for good',
  eraseDone: 'Your data is erased. If you write again, you start as somebody new.',
  dataFailed: 'There was no confirmation. Please try again.',
  dataOften: 'That was too often. Please try again in a minute.',
  close: 'Close',
  langFailed: 'This could not be loaded now: the next page will speak it.',

  noFile: {
    too_large: 'Too large',
    type: 'This type is not taken',
    unreadable: 'The picture cannot be read',
    rate: 'Too many for now',
    other: 'This could not be sent',
  },

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

export type Say = (args: Readonly<Record<string, string | number>>) => string
type System = Readonly<Record<string, Say>>
export type Text = Omit<typeof text, 'system' | 'yourNumber'> & {
  system: System
  yourNumber: readonly [string, string]
}
