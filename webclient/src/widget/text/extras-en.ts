/** The words of what is loaded when it is needed, in English; their shape is the other language's. */

export const en = {
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
  langFailed: 'The language could not be loaded. Please try again.',
}

export type Words = Omit<typeof en, 'yourNumber'> & { yourNumber: readonly [string, string] }
