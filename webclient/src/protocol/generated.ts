// Written by `chatd schema --write` from chatd/protocol. Do not edit.
//
// Commands are what a client sends (without `id`, which the connection gives), answers echo the
// id as `re`, events come by themselves. A field with `?` is absent while it has its default.

/** Sizes that are part of the protocol. */
export const LIMITS = {
  AUTO_AFTER_S_MAX: 86400,
  AUTO_AFTER_S_MIN: 5,
  AUTO_TEXT_MAX: 500,
  CATEGORY_MAX: 25,
  CID_MAX: 64,
  COMMAND_ID_MAX: 9007199254740991,
  CONSENT_MAX: 300,
  EMAIL_MAX: 254,
  FILE_NAME_MAX: 255,
  HISTORY_LIMIT_DEFAULT: 50,
  HISTORY_LIMIT_MAX: 100,
  ID_MAX: 64,
  NAME_MAX: 80,
  NOTE_MAX: 1000,
  ORDERS_MAX: 50,
  ORDER_ITEMS_MAX: 50,
  PHRASES_CSV_MAX: 4000000,
  PHRASES_OWN_MAX: 200,
  PHRASES_SHARED_MAX: 1000,
  PHRASE_GROUP_MAX: 40,
  PHRASE_MAX: 2000,
  PHRASE_PINS_MAX: 4,
  PIXELS_MAX: 100000,
  PREVIEW_MAX: 500,
  QUESTIONS_MAX: 20,
  QUESTION_ANSWER_MAX: 1000,
  QUESTION_MAX: 100,
  QUEUE_ENTRIES_MAX: 50,
  RECORD_FIELD_MAX: 80,
  RESUME_MESSAGES_MAX: 50,
  RESUME_SESSIONS_MAX: 1000,
  SCORE_MAX: 5,
  SCORE_MIN: 1,
  SHORT_MAX: 80,
  SUMMARY_TYPES_MAX: 50,
  TEXT_MAX: 4000,
  TITLE_MAX: 300,
  TOKEN_MAX: 4096,
  UPLOAD_BYTES_MAX: 10485760,
  URL_MAX: 2000,
  WINDOWS_MAX: 200,
} as const

/** Kinds of message a client may send. */
export type SentKind =
  | 'text'
  | 'image'
  | 'file'
  | 'product'
  | 'order'

/** `public`: buyer and agents. `internal`: never to a buyer. */
export type Channel =
  | 'public'
  | 'internal'

/** What an agent chose, or what it comes to now. */
export type PresenceState =
  | 'online'
  | 'invisible'
  | 'suspended'
  | 'busy'
  | 'away'
  | 'offline'

/** `join`: both stay, three-way. `transfer`: the inviter leaves on acceptance. */
export type InvitationMode =
  | 'join'
  | 'transfer'

/** What an account may do at all. */
export type AgentRole =
  | 'owner'
  | 'supervisor'
  | 'agent'

/** Where a session stands; live = open, cached or queued. */
export type Phase =
  | 'open'
  | 'cached'
  | 'queued'
  | 'mailbox'
  | 'closed'

/** `stepped_in`: a supervisor who takes part without the session counting as theirs. */
export type Membership =
  | 'member'
  | 'stepped_in'

/** Why an agent takes a session or does not; `takes` got it or would get it. */
export type Verdict =
  | 'takes'
  | 'not_first'
  | 'full'
  | 'window_full'
  | 'suspended_while_others_accept'
  | 'busy'
  | 'away'
  | 'offline'
  | 'lost'
  | 'not_receiving'
  | 'not_in_group'
  | 'higher_tier_available'
  | 'not_private_owner'
  | 'serves_contact'

/** Which side wrote. */
export type AuthorRole =
  | 'buyer'
  | 'agent'
  | 'system'

/** Kinds of message there are; `system` is the server's own word in the transcript. */
export type MessageKind =
  | 'text'
  | 'image'
  | 'file'
  | 'product'
  | 'order'
  | 'system'

/** Why a session was closed. `agent`: a member closed it. */
export type CloseReason =
  | 'agent'
  | 'buyer_left'
  | 'merged'
  | 'blocked'
  | 'agent_away'
  | 'agent_offline'

/** What a buyer's first message would meet. */
export type AvailabilityState =
  | 'available'
  | 'queue'
  | 'mailbox'

/** Why a command was not carried out. The value is what stands on the wire. */
export type ErrorCode =
  | 'bad_request'
  | 'unknown_command'
  | 'not_allowed'
  | 'not_found'
  | 'not_member'
  | 'not_open'
  | 'already_member'
  | 'last_member'
  | 'unreachable'
  | 'invitation_gone'
  | 'stale_view'
  | 'blocked'
  | 'too_large'
  | 'rate'
  | 'busy'
  | 'unavailable'

/** Why a session is no longer a client's to see. */
export type RemovalReason =
  | 'left'
  | 'transferred'
  | 'departed'
  | 'replaced'
  | 'no_answer'
  | 'released'
  | 'gone'

/** How loudly an interface says it. */
export type NoticeLevel =
  | 'info'
  | 'warning'
  | 'error'

/** `void`: the session, the inviter or the target is no longer what the invitation needs. */
export type InvitationEnd =
  | 'accepted'
  | 'declined'
  | 'expired'
  | 'void'

/** How large an author wants their words; an absent size is the interface's own. */
export type TextSize =
  | 'small'
  | 'large'

/** What an author wants their words to look like; each interface has its own shade of it. */
export type TextColor =
  | 'red'
  | 'orange'
  | 'green'
  | 'blue'
  | 'purple'

/** What is known of an e-mail to a buyer. */
export type MailState =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'failed'
  | 'unknown'

/** `add`: behind what is there, without what is there already. `replace`: instead of it. */
export type ImportMode =
  | 'add'
  | 'replace'

/** What is wrong with a row of a file. */
export type ImportFault =
  | 'columns'
  | 'empty'
  | 'text_too_long'
  | 'group_too_long'
  | 'quotes'
  | 'control'
  | 'too_many'

/** `off`: the shop has no endpoint. `unknown`: nothing says who the buyer is, so none asked. */
export type OrdersState =
  | 'ok'
  | 'off'
  | 'unknown'
  | 'failed'

/** The page that shows the widget. */
export interface PageInfo {
  url: string
  title: string
  referrer?: string
}

/** One number for each channel: what a client has, has read, or what there is. 0 is nothing. */
export interface ChannelSeqs {
  public: number
  internal: number
}

/** The first frame of a buyer's connection. */
export interface BuyerHello {
  t: 'hello'
  shop: string
  visitor?: string
  identity?: string
  page?: PageInfo
  resume?: Readonly<Record<string, ChannelSeqs>>
}

/** Write to the shop, or to one of its accounts. */
export type BuyerMessageSend = {
  t: 'message.send'
  cid: string
  to?: string
  session?: string
  channel?: Channel
} & KindAndBody<SentKind>

/** What stands in the input now; "" clears the preview. */
export interface BuyerTypingSet {
  t: 'typing.set'
  text: string
  session?: string
}

/** The message form's, or the form before a chat: name and e-mail, at least one of them. */
export interface ContactUpdate {
  t: 'contact.update'
  name?: string
  email?: string
}

/** The buyer has seen the public messages up to `seq`. */
export interface BuyerReadMark {
  t: 'read.mark'
  session: string
  seq: number
}

/** A product card. `price` is shown as written, currency included. */
export interface ProductBody {
  id: string
  title: string
  url: string
  price?: string
  image?: string
}

/** The buyer is on another page of the shop now. */
export interface PageVisit {
  t: 'page.visit'
  url: string
  title: string
  product?: ProductBody
}

/** A buyer ends their wait or talk; a member leaves a three-way session. */
export interface SessionLeave {
  t: 'session.leave'
  session: string
}

/** What the buyer thought of a session. A second rating replaces the first. */
export interface SessionRate {
  t: 'session.rate'
  session: string
  score: number
  comment?: string
}

/** Read stored messages. */
export interface HistoryFetch {
  t: 'history.fetch'
  session: string
  channel?: Channel
  after_seq?: number
  before_seq?: number
  limit?: number
}

/** Ask for a key by which uploads are made and the files of messages are fetched, over HTTP. */
export interface FilesKey {
  t: 'files.key'
}

/** The first frame of an agent's connection. `token` is an access token. */
export interface AgentHello {
  t: 'hello'
  token: string
  resume?: Readonly<Record<string, ChannelSeqs>>
}

/** Write into a session, to the buyer or (channel `internal`) to colleagues only. */
export type AgentMessageSend = {
  t: 'message.send'
  cid: string
  session: string
  channel?: Channel
  if_seq?: number
} & KindAndBody<SentKind>

/** What stands in the input now; "" clears the preview. A buyer learns only that one types. */
export interface AgentTypingSet {
  t: 'typing.set'
  session: string
  text: string
  channel?: Channel
}

/** The agent has seen a channel's messages up to `seq`. */
export interface AgentReadMark {
  t: 'read.mark'
  session: string
  seq: number
  channel?: Channel
}

/** Renew the connection's access token before the old one ends. */
export interface AuthRenew {
  t: 'auth.renew'
  token: string
}

/** Choose a state; a supervisor may choose for a colleague, named by `agent`. */
export interface PresenceSet {
  t: 'presence.set'
  state: PresenceState
  agent?: string
}

/** Set one's own window cap. */
export interface LimitsSet {
  t: 'limits.set'
  windows_max: number
}

/** End an open or cached session of one's own. */
export interface SessionClose {
  t: 'session.close'
  session: string
}

/** Open a session from one's own cache, even beyond the window cap. */
export interface SessionOpen {
  t: 'session.open'
  session: string
}

/** Take a session out of the waiting queue or the mailbox. */
export interface SessionClaim {
  t: 'session.claim'
  session: string
}

/** Write to a recent contact first. The answer carries the session. */
export interface SessionStart {
  t: 'session.start'
  contact: string
}

/** Write down what a session was about. Again replaces it. */
export interface SessionSummarize {
  t: 'session.summarize'
  session: string
  category: string
  note?: string
}

/** Ask why a session is where it is, agent by agent. */
export interface SessionExplain {
  t: 'session.explain'
  session: string
}

/** Invite a colleague: `join` makes it three-way, `transfer` hands it over on acceptance. */
export interface InvitationSend {
  t: 'invitation.send'
  session: string
  to: string
  mode: InvitationMode
  note?: string
}

/** Accept the invitation to a session. */
export interface InvitationAccept {
  t: 'invitation.accept'
  session: string
}

/** Decline the invitation to a session. */
export interface InvitationDecline {
  t: 'invitation.decline'
  session: string
  reason?: string
}

/** Look on without being seen. Ends with the connection. */
export interface SessionWatch {
  t: 'session.watch'
  session: string
}

/** Stop looking on. */
export interface SessionUnwatch {
  t: 'session.unwatch'
  session: string
}

/** A supervisor steps into an open session. */
export interface SessionJoin {
  t: 'session.join'
  session: string
}

/** A supervisor replaces all members of a session. */
export interface SessionTakeOver {
  t: 'session.take_over'
  session: string
}

/** A supervisor gives a session to another agent. */
export interface SessionReassign {
  t: 'session.reassign'
  session: string
  to: string
}

/** Answer a left message: into its session, and by e-mail where there is an address. */
export interface LeftAnswer {
  t: 'left.answer'
  session: string
  cid: string
  text: string
}

/** Say that a left message was seen to, or that it was not. */
export interface LeftHandle {
  t: 'left.handle'
  session: string
  handled?: boolean
}

/** Block a contact; their live sessions close. */
export interface ContactBlock {
  t: 'contact.block'
  contact: string
  reason?: string
}

/** Lift a block. */
export interface ContactUnblock {
  t: 'contact.unblock'
  contact: string
}

/** Bind a contact to the main account, or release it. Main only. */
export interface ContactSetPrivate {
  t: 'contact.set_private'
  contact: string
  private: boolean
}

/** The command was carried out, and what it changed is stored. */
export interface Ok {
  t: 'ok'
  re: number
}

/** The agent at this connection. `intent` is the chosen state that a reconnect restores. */
export interface AgentSelf {
  agent: string
  name: string
  role: AgentRole
  main: boolean
  intent: PresenceState
  permissions: readonly string[]
}

/** A picture of somebody, at `/api/avatars/{picture}`; another one has another name. */
export interface AvatarView {
  picture: string
  moving?: boolean
}

/** An agent as colleagues see them. */
export interface AgentView {
  agent: string
  name: string
  role: AgentRole
  main: boolean
  receives: boolean
  state: PresenceState
  lost: boolean
  open: number
  cached: number
  windows_max: number
  weight: number
  tier: number
  reception_max?: number
  groups?: readonly string[]
  avatar?: AvatarView
}

/** A shop of the merchant. */
export interface ShopView {
  id: string
  name: string
  group?: string
}

/** The page a buyer looks at, or came from; `product` is what it shows, as the shop says. */
export interface PageView {
  url: string
  title: string
  referrer?: string
  at_ms?: number
  product?: ProductBody
}

/** A buyer as one shop knows them. */
export interface ContactView {
  id: string
  shop: string
  name: string
  buyer?: string
  email?: string
  private?: boolean
  blocked?: boolean
  priority?: number
  connected?: boolean
  recent_agent?: string
  page?: PageView
}

/** An agent in a session: a member, or a supervisor who stepped in. */
export interface MemberView {
  agent: string
  name: string
  how: Membership
}

/** How far everybody has read: the buyer (public) and each agent by username. */
export interface ReadView {
  buyer: number
  agents: Readonly<Record<string, ChannelSeqs>>
}

/** R8's key of one agent at one decision; the smallest wins, compared in this order. */
export interface KeyView {
  agent: string
  is_full: boolean
  load: readonly [number, number]
  last_turn: number
  order: number
}

/** How many agents did not take a session for one reason. */
export interface RefusalCount {
  verdict: Verdict
  agents: number
}

/** Why a session is where it is. */
export interface ReasonView {
  rule: string
  text_key: string
  at_ms: number
  agent?: string
  by?: string
  winner?: KeyView
  runner_up?: KeyView
  refused?: readonly RefusalCount[]
}

/** Who wrote. `id` is the username of an agent, the contact id of a buyer, "" for system. */
export interface Author {
  role: AuthorRole
  id: string
  name: string
}

/** One message. (session, channel, seq) is its key; `cid` stands for its author only. */
export type MessageView = {
  session: string
  channel: Channel
  seq: number
  at_ms: number
  author: Author
  cid?: string
  automatic?: boolean
} & KindAndBody<MessageKind>

/** What an agent wrote down about a session. */
export interface SummaryView {
  category: string
  note: string
  by: string
  at_ms: number
}

/** What the buyer thought of it. */
export interface RatingView {
  score: number
  comment: string
  at_ms: number
}

/** A session as agents see it. */
export interface SessionView {
  id: string
  shop: string
  contact: ContactView
  phase: Phase
  arrived_ms: number
  members: readonly MemberView[]
  seq: ChannelSeqs
  read: ReadView
  priority: number
  buyer_connected: boolean
  reason: ReasonView
  owner?: string
  group?: string
  position?: number
  eta_ms?: number
  last_message?: MessageView
  unanswered_since_ms?: number
  held_until_ms?: number
  closed_ms?: number
  close_reason?: CloseReason
  merged_into?: string
  summary?: SummaryView
  rating?: RatingView
  watchers?: readonly string[]
}

/** One session of the waiting queue. `why` counts why agents do not take it, most first. */
export interface QueueEntry {
  session: string
  contact: string
  name: string
  shop: string
  position: number
  arrived_ms: number
  priority: number
  why: readonly RefusalCount[]
  eta_ms?: number
  group?: string
  private?: boolean
}

/** The waiting queue: how many wait, and the first of them in order. */
export interface QueueView {
  waiting: number
  entries: readonly QueueEntry[]
}

/** An invitation that is open. `inviter` is `from` on the wire. */
export interface InvitationView {
  session: string
  from: string
  to: string
  mode: InvitationMode
  note: string
  expires_ms: number
}

/** Types of sessions for summaries, under one head; "" heads those in no group. */
export interface SummaryGroup {
  name: string
  types: readonly string[]
}

/** The merchant's settings that an agent's interface needs. `boost_ms` is by priority. */
export interface AgentSettings {
  recent_contact_ms: number
  disconnect_grace_ms: number
  buyer_grace_ms: number
  queue_hold_ms: number
  group_wait_ms: number
  invitation_ttl_ms: number
  no_answer_ms: number
  boost_ms: readonly number[]
  text_max: number
  preview_max: number
  upload_bytes_max: number
  queue_max?: number
  categories?: readonly string[]
  phrases?: number
  summary_required?: boolean
  mail?: boolean
  summary_groups?: readonly SummaryGroup[]
}

/** How many left messages nobody has seen to, at most 1,000 of them counted. */
export interface LeftView {
  unhandled: number
}

/** The answer to an agent's hello, with the snapshot that later events change. */
export interface AgentWelcome {
  t: 'ok'
  re: number
  connection: string
  server_time_ms: number
  token_expires_ms: number
  you: AgentSelf
  agents: readonly AgentView[]
  shops: readonly ShopView[]
  sessions: readonly SessionView[]
  queue: QueueView
  cache: readonly string[]
  invitations: readonly InvitationView[]
  settings: AgentSettings
  left: LeftView
}

/** The buyer at this connection. `id` is the contact id, as in the author of their messages. */
export interface BuyerSelf {
  id: string
  name: string
  identified: boolean
  email?: string
}

/** A session as its buyer sees it: never who else waits, watches or whispers. */
export interface BuyerSessionView {
  id: string
  phase: Phase
  agents: readonly string[]
  public_seq: number
  read_seq: number
  agents_read_seq?: number
  position?: number
  eta_ms?: number
  close_reason?: CloseReason
  avatars?: Readonly<Record<string, AvatarView>>
}

/** A frequent question and its answer, shown in the widget without asking the server. */
export interface Question {
  question: string
  answer: string
}

/** In one language. An empty `text`: the widget's own words. An empty `url`: no link. */
export interface ConsentWords {
  text: string
  url: string
}

/** What the widget says becomes of a buyer's words, and where the shop says more of it. */
export interface Consent {
  zh: ConsentWords
  en: ConsentWords
}

/** The shop's settings that the widget needs. An empty `welcome` means there is none. */
export interface BuyerSettings {
  welcome: string
  preview_shown: boolean
  text_max: number
  preview_max: number
  upload_bytes_max: number
  questions?: readonly Question[]
  avatar?: AvatarView
  consent?: Consent
}

/** What a buyer's first message would meet, told before it is written. */
export interface Availability {
  state: AvailabilityState
  waiting: number
  eta_ms?: number
}

/** The answer to a buyer's hello. `visitor` is the token to keep for the next one. */
export interface BuyerWelcome {
  t: 'ok'
  re: number
  connection: string
  server_time_ms: number
  you: BuyerSelf
  visitor: string
  shop: ShopView
  sessions: readonly BuyerSessionView[]
  settings: BuyerSettings
  availability: Availability
}

/** The message is stored. A repeat of its cid gets this very answer again. */
export interface MessageAccepted {
  t: 'ok'
  re: number
  session: string
  channel: Channel
  seq: number
  at_ms: number
  phase: Phase
  position?: number
}

/** Messages in ascending order of seq. `more`: there are further ones in that direction. */
export interface HistoryPage {
  t: 'ok'
  re: number
  messages: readonly MessageView[]
  more: boolean
}

/** The session a command started or showed. */
export interface SessionAnswer {
  t: 'ok'
  re: number
  session: SessionView
}

/** The figures behind a verdict, as far as they matter. */
export interface CandidateDetail {
  state: PresenceState
  open: number
  cached: number
  windows_max: number
  tier: number
  reception_max?: number
  key?: KeyView
}

/** One agent, and why they take the session or do not. */
export interface Candidate {
  agent: string
  verdict: Verdict
  detail: CandidateDetail
}

/** Why a session is where it is, and why each agent does or does not take it. */
export interface Explanation {
  t: 'ok'
  re: number
  session: string
  phase: Phase
  rule: string
  reason: ReasonView
  candidates: readonly Candidate[]
  position?: number
  eta_ms?: number
}

/** A key of the caller's own, and when it ends. A new one may be asked for before that. */
export interface FilesKeyAnswer {
  t: 'ok'
  re: number
  key: string
  expires_ms: number
}

/** The connection lives on with the new token. */
export interface Renewed {
  t: 'ok'
  re: number
  token_expires_ms: number
}

/** The command was refused and changed nothing. `temporary`: the same may succeed later. */
export interface ErrorAnswer {
  t: 'error'
  re: number
  code: ErrorCode
  message: string
  temporary: boolean
  retry_after_ms?: number
}

/** A message was stored. */
export type MessagePosted = {
  t: 'message.posted'
  session: string
  channel: Channel
  seq: number
  at_ms: number
  author: Author
  cid?: string
  automatic?: boolean
} & KindAndBody<MessageKind>

/** An agent types, or stopped; never what. */
export interface BuyerTypingShown {
  t: 'typing.shown'
  session: string
  channel: 'public'
  author: Author
  active: boolean
  at_ms: number
}

/** Somebody has read a channel up to `seq`. */
export interface ReadMoved {
  t: 'read.moved'
  session: string
  channel: Channel
  author: Author
  seq: number
}

/** The session looks like this now; replaces what the client had, or adds it. */
export interface BuyerSessionChanged {
  t: 'session.changed'
  session: BuyerSessionView
}

/** The session is no longer this client's to see. `gone` answers a resume of a foreign one. */
export interface SessionRemoved {
  t: 'session.removed'
  session: string
  why: RemovalReason
}

/** What the shop knows of this buyer now, after `contact.update` in this or another tab. */
export interface BuyerContactChanged {
  t: 'contact.changed'
  contact: BuyerSelf
}

/** The shop's settings are these now. */
export interface BuyerSettingsChanged {
  t: 'settings.changed'
  settings: BuyerSettings
}

/** What a first message would meet is different now; told when `state` changes. */
export interface AvailabilityChanged {
  t: 'availability.changed'
  state: AvailabilityState
  waiting: number
  eta_ms?: number
}

/** Something to tell a person: a text key of the interface, with its arguments. */
export interface Notice {
  t: 'notice'
  level: NoticeLevel
  key: string
  args?: Readonly<Record<string, string | number>>
}

/** Messages a resume left out, both ends included; `history.fetch` has them. */
export interface Gap {
  session: string
  channel: Channel
  from_seq: number
  to_seq: number
}

/** Everything missed was sent, but for the gaps. From here on events are live. */
export interface Resumed {
  t: 'resumed'
  gaps: readonly Gap[]
}

/** Nothing happened for a while; the connection is well. */
export interface Beat {
  t: 'beat'
  at_ms: number
}

/** What somebody has in their input now; "" when it was cleared. Never stored. */
export interface TypingShown {
  t: 'typing.shown'
  session: string
  channel: Channel
  author: Author
  text: string
  at_ms: number
}

/** The session looks like this now; replaces what the client had, or adds it. */
export interface SessionChanged {
  t: 'session.changed'
  session: SessionView
}

/** A colleague's (or one's own) state, load or avatar, at most once a second for each agent. */
export interface PresenceChanged {
  t: 'presence.changed'
  agent: string
  state: PresenceState
  lost: boolean
  open: number
  cached: number
  windows_max: number
  reception_max?: number
  avatar?: AvatarView
}

/** The waiting queue, at most once a second: how many wait, and the first 50 of them. */
export interface QueueChanged {
  t: 'queue.changed'
  waiting: number
  entries: readonly QueueEntry[]
}

/** Somebody invites this agent. */
export interface InvitationReceived {
  t: 'invitation.received'
  session: string
  from: string
  to: string
  mode: InvitationMode
  note: string
  expires_ms: number
}

/** An invitation this agent sent or received is over. */
export interface InvitationEnded {
  t: 'invitation.ended'
  session: string
  to: string
  why: InvitationEnd
  reason?: string
}

/** A contact of one of this client's sessions looks like this now. */
export interface ContactChanged {
  t: 'contact.changed'
  contact: ContactView
}

/** The merchant's settings are these now. */
export interface SettingsChanged {
  t: 'settings.changed'
  settings: AgentSettings
}

/** Left messages are different, at most once a second: look again at what is shown. */
export interface LeftChanged {
  t: 'left.changed'
  unhandled: number
}

/** Plain text. Line breaks are kept, markup means nothing. The rest is how it may be shown. */
export interface TextBody {
  text: string
  size?: TextSize
  color?: TextColor
  bold?: boolean
}

/** A picture that was uploaded before; `upload` is the id the upload answered. */
export interface ImageBody {
  upload: string
  name: string
  size: number
  type: string
  width?: number
  height?: number
}

/** A file that was uploaded before; the fields are as a picture's. */
export interface FileBody {
  upload: string
  name: string
  size: number
  type: string
}

/** An order card. `total` and `status` are shown as written. */
export interface OrderBody {
  id: string
  title?: string
  status?: string
  total?: string
  url?: string
  image?: string
}

/** The server's own word: a text key for the interface, with its arguments. */
export interface SystemBody {
  key: string
  args?: Readonly<Record<string, string | number>>
  text?: string
}

/** `POST /api/login`. `remember`: the log-in outlives the browser's end. */
export interface LoginRequest {
  merchant: string
  username: string
  password: string
  remember?: boolean
}

/** The answer to log-in and refresh. The refresh token is in an HttpOnly cookie. */
export interface TokenAnswer {
  access_token: string
  expires_in_s: number
}

/** `GET /api/oidc`: whether some merchant of this server has an OpenID provider. */
export interface OidcOffer {
  offered: boolean
}

/** `POST /api/oidc/login`: log in at the merchant's OpenID provider. */
export interface OidcRequest {
  merchant: string
  remember?: boolean
}

/** Where the browser is to go now. It comes back to the console. */
export interface OidcAnswer {
  url: string
}

/** `GET /api/contacts/recent`: whom the agent replied to, the latest first. */
export interface RecentContacts {
  contacts: readonly ContactView[]
}

/** `POST /api/uploads`: a file of exactly so many bytes is to come. */
export interface UploadRequest {
  name: string
  size: number
}

/** An upload as it stands: `offset` bytes are stored. Once `complete`, the rest is known. */
export interface UploadAnswer {
  upload: string
  name: string
  size: number
  offset: number
  complete?: boolean
  type?: string
  width?: number
  height?: number
}

/** What went wrong; codes as on the WebSocket. */
export interface HttpErrorDetail {
  code: ErrorCode
  message: string
  retry_after_ms?: number
}

/** The body of every HTTP answer with a status of 400 or more. */
export interface HttpError {
  error: HttpErrorDetail
}

/** `GET /healthz` and `GET /readyz`. `checks` says, by part, "ok" or what is wrong. */
export interface HealthAnswer {
  status: string
  checks?: Readonly<Record<string, string>>
}

/** The e-mail that carried an answer. `unknown`: it may have arrived, or not. */
export interface LeftMailView {
  mail: string
  state: MailState
  to: string
  changed_ms: number
  attempts: number
  reason?: string
}

/** A mailbox session; `handled_by` and `handled_ms` are its last mark, holding or not. */
export interface LeftMessageView {
  session: string
  shop: string
  contact: string
  name: string
  arrived_ms: number
  last_ms: number
  email?: string
  private?: boolean
  text?: string
  handled_by?: string
  handled_ms?: number
  mail?: LeftMailView
}

/** `GET /api/left`: unhandled ones, the longest waiting first; or handled, the latest first. */
export interface LeftMessagesView {
  left: readonly LeftMessageView[]
  more: boolean
}

/** `GET /api/settings/questions/{shop}`: a shop's frequent questions, in their order. */
export interface QuestionsView {
  shop: string
  version: number
  questions: readonly Question[]
  changed_ms?: number
  changed_by?: string
}

/** `PUT /api/settings/questions/{shop}`. Open widgets have them at once. */
export interface QuestionsChange {
  version: number
  questions: readonly Question[]
}

/** `GET /api/settings/consent/{shop}`: what is set, nothing at first. */
export interface ConsentView {
  shop: string
  version: number
  consent: Consent
  changed_ms?: number
  changed_by?: string
}

/** `PUT /api/settings/consent/{shop}`. Open widgets have it at once. */
export interface ConsentChange {
  version: number
  consent: Consent
}

/** A text the server sends in the agent's name, while it is on. */
export interface AutoAnswer {
  on: boolean
  text: string
}

/** The same after so many seconds. */
export interface TimedAnswer {
  after_s: number
  on: boolean
  text: string
}

/** What an agent's buyers are told by itself. */
export interface AutoAnswers {
  welcome: AutoAnswer
  cached: AutoAnswer
  busy: TimedAnswer
  silent: TimedAnswer
}

/** An agent's own answers, and when they last changed. */
export interface OwnAnswersView {
  version: number
  answers: AutoAnswers
  changed_ms?: number
  changed_by?: string
}

/** The supervisors' answers, and who changed them when. */
export interface ForcedAnswersView {
  version: number
  forced: boolean
  answers: AutoAnswers
  changed_ms?: number
  changed_by?: string
}

/** `GET /api/settings/answers`: one's own, and those that may replace them. */
export interface AnswersView {
  own: OwnAnswersView
  everybody: ForcedAnswersView
}

/** `PUT /api/settings/answers/own`. */
export interface OwnAnswersChange {
  version: number
  answers: AutoAnswers
}

/** `PUT /api/settings/answers/everybody`. */
export interface ForcedAnswersChange {
  version: number
  forced: boolean
  answers: AutoAnswers
}

/** A change: who set which `kind` of whom (`subject`) when, as JSON before and after. */
export interface SettingChangeView {
  change: number
  at_ms: number
  agent: string
  kind: string
  subject: string
  after: unknown
  before?: unknown
}

/** `GET /api/settings/changes`: the latest first; `more`: there are older ones. */
export interface SettingChangesView {
  changes: readonly SettingChangeView[]
  more: boolean
}

/** `GET /api/settings/summary-types`: the provision file's until somebody sets others. */
export interface SummaryTypesView {
  version: number
  groups: readonly SummaryGroup[]
  changed_ms?: number
  changed_by?: string
}

/** `PUT /api/settings/summary-types`: 50 types at most, each once; in force at once. */
export interface SummaryTypesChange {
  version: number
  groups: readonly SummaryGroup[]
}

/** `GET /api/settings/avatar` and `/api/settings/avatar/{shop}`: one's own, or a shop's. */
export interface AvatarSetting {
  version: number
  avatar?: AvatarView
  changed_ms?: number
  changed_by?: string
}

/** A square of a picture that the caller has uploaded, in its pixels as people see it. */
export interface AvatarSource {
  upload: string
  x: number
  y: number
  side: number
}

/** `PUT` the same. `source`: null removes the avatar. Its former file goes. */
export interface AvatarChange {
  version: number
  source: AvatarSource
}

/** A phrase; `group` is "" for one in no group. */
export interface PhraseView {
  id: string
  group: string
  text: string
}

/** A book in its order. Groups are in the order of their first phrases. */
export interface BookView {
  version: number
  phrases: readonly PhraseView[]
  phrases_max: number
  changed_ms?: number
  changed_by?: string
}

/** `GET /api/phrases`. `pins`: what is on the keys 1 to 4, by id; "" where nothing is. */
export interface PhrasesView {
  shared: BookView
  own: BookView
  pins: readonly string[]
}

/** `POST /api/phrases/{book}`: at the end of its group, or of the book. */
export interface NewPhrase {
  group: string
  text: string
}

/** `PUT /api/phrases/{book}/{phrase}`. */
export interface PhraseChange {
  version: number
  group: string
  text: string
}

/** A phrase, and the group it is in from now on. */
export interface PlacedPhrase {
  id: string
  group: string
}

/** `PUT /api/phrases/{book}`: all phrases in their new order, each named once. */
export interface BookOrder {
  version: number
  phrases: readonly PlacedPhrase[]
}

/** `POST /api/phrases/{book}/import`: a CSV file's text. All of it is taken, or nothing. */
export interface PhraseImport {
  version: number
  mode: ImportMode
  csv: string
}

/** What a file has made of a book; `known`: rows left out, as the book had them already. */
export interface ImportAnswer {
  added: number
  known: number
  book: BookView
}

/** Why a row cannot be taken. `line` counts the file's lines from 1, where the row begins. */
export interface ImportProblem {
  line: number
  fault: ImportFault
}

/** As in every error, and every row at fault (the first hundred). */
export interface ImportErrorDetail {
  code: ErrorCode
  message: string
  problems: readonly ImportProblem[]
}

/** The answer, with status 400, to a file that was not taken. */
export interface ImportRefused {
  error: ImportErrorDetail
}

/** `PUT /api/phrases/pins`: what is on the keys 1 to 4; "" where nothing is. */
export interface PhrasePins {
  pins: readonly string[]
}

/** What agents wrote down about a contact. `version` counts the changes. */
export interface NoteView {
  version: number
  phone?: string
  company?: string
  note?: string
  changed_ms?: number
  changed_by?: string
}

/** A page of the trail. */
export interface VisitView {
  at_ms: number
  url: string
  title: string
  left_ms?: number
  referrer?: string
  site?: string
  keywords?: string
  product?: ProductBody
}

/** A session of the contact, whoever served it. `agents` are names, in no order. */
export interface PastSession {
  id: string
  shop: string
  phase: string
  created_ms: number
  messages: number
  agents: readonly string[]
  closed_ms?: number
  category?: string
  note?: string
}

/** `GET /api/contacts/{contact}`. `region` is a country's code (ISO 3166). */
export interface ContactDetails {
  contact: ContactView
  note: NoteView
  trail: readonly VisitView[]
  sessions: readonly PastSession[]
  more: boolean
  region?: string
  source?: VisitView
}

/** `PUT /api/contacts/{contact}/note`. */
export interface NoteChange {
  version: number
  phone: string
  company: string
  note: string
}

/** `GET /api/contacts/{contact}/sessions`: those before `before_ms`, the latest first. */
export interface PastSessions {
  sessions: readonly PastSession[]
  more: boolean
}

/** `GET /api/contacts/{contact}/sessions/{session}`: what was said to the buyer and by them. */
export interface Transcript {
  messages: readonly MessageView[]
  more: boolean
}

/** A line of an order, as the shop's system writes it. */
export interface OrderItem {
  title: string
  count?: number
  price?: string
  image?: string
}

/** Where a parcel is. */
export interface Tracking {
  number: string
  carrier?: string
  url?: string
}

/** An order. `status` and `total` are shown as written. */
export interface Order {
  id: string
  status?: string
  total?: string
  at_ms?: number
  items?: readonly OrderItem[]
  tracking?: Tracking
  url?: string
}

/** `GET /api/contacts/{contact}/orders`. `asked_ms`: when the shop's system said so. */
export interface OrdersView {
  state: OrdersState
  orders?: readonly Order[]
  asked_ms?: number
  fault?: string
  status?: number
}

/** A product to send. `configured`: the provision file names it, so it cannot be taken out. */
export interface ProductView {
  id: string
  title: string
  url: string
  price?: string
  image?: string
  pinned?: boolean
  configured?: boolean
}

/** `GET /api/shops/{shop}/products`: configured, pinned, then those sent last. */
export interface ProductsView {
  products: readonly ProductView[]
}

/** `PUT /api/shops/{shop}/products/{product}`. */
export interface ProductChange {
  title: string
  url: string
  price: string
  image: string
  pinned: boolean
}

/** A contact that is blocked: by whom, when and why. */
export interface BlockedView {
  contact: string
  shop: string
  name: string
  agent: string
  reason: string
  at_ms: number
  buyer?: string
}

/** `GET /api/blacklist`: the latest first; `more`: there are some before the last one. */
export interface BlacklistView {
  contacts: readonly BlockedView[]
  more: boolean
}

/** The body of each kind of message. */
export interface BodyByKind {
  text: TextBody
  image: ImageBody
  file: FileBody
  product: ProductBody
  order: OrderBody
  system: SystemBody
}

/** A kind and the body that goes with it. */
export type KindAndBody<K extends keyof BodyByKind> = {
  [Kind in K]: { kind: Kind; body: BodyByKind[Kind] }
}[K]

export type BuyerCommand =
  | BuyerHello
  | BuyerMessageSend
  | BuyerTypingSet
  | ContactUpdate
  | BuyerReadMark
  | PageVisit
  | SessionLeave
  | SessionRate
  | HistoryFetch
  | FilesKey

export type AgentCommand =
  | AgentHello
  | AgentMessageSend
  | AgentTypingSet
  | AgentReadMark
  | HistoryFetch
  | FilesKey
  | AuthRenew
  | PresenceSet
  | LimitsSet
  | SessionClose
  | SessionOpen
  | SessionClaim
  | SessionStart
  | SessionSummarize
  | SessionExplain
  | InvitationSend
  | InvitationAccept
  | InvitationDecline
  | SessionLeave
  | SessionWatch
  | SessionUnwatch
  | SessionJoin
  | SessionTakeOver
  | SessionReassign
  | LeftAnswer
  | LeftHandle
  | ContactBlock
  | ContactUnblock
  | ContactSetPrivate

export type Answer =
  | Ok
  | AgentWelcome
  | BuyerWelcome
  | MessageAccepted
  | HistoryPage
  | SessionAnswer
  | Explanation
  | FilesKeyAnswer
  | Renewed
  | ErrorAnswer

export type BuyerEvent =
  | MessagePosted
  | BuyerTypingShown
  | ReadMoved
  | BuyerSessionChanged
  | SessionRemoved
  | BuyerContactChanged
  | BuyerSettingsChanged
  | AvailabilityChanged
  | Notice
  | Resumed
  | Beat

export type AgentEvent =
  | MessagePosted
  | TypingShown
  | ReadMoved
  | SessionChanged
  | SessionRemoved
  | PresenceChanged
  | QueueChanged
  | InvitationReceived
  | InvitationEnded
  | ContactChanged
  | SettingsChanged
  | LeftChanged
  | Notice
  | Resumed
  | Beat

/** What each command is answered with. */
export interface BuyerAnswers {
  'hello': BuyerWelcome
  'message.send': MessageAccepted
  'typing.set': Ok
  'contact.update': Ok
  'read.mark': Ok
  'page.visit': Ok
  'session.leave': Ok
  'session.rate': Ok
  'history.fetch': HistoryPage
  'files.key': FilesKeyAnswer
}

/** What each command is answered with. */
export interface AgentAnswers {
  'hello': AgentWelcome
  'message.send': MessageAccepted
  'typing.set': Ok
  'read.mark': Ok
  'history.fetch': HistoryPage
  'files.key': FilesKeyAnswer
  'auth.renew': Renewed
  'presence.set': Ok
  'limits.set': Ok
  'session.close': Ok
  'session.open': Ok
  'session.claim': Ok
  'session.start': SessionAnswer
  'session.summarize': Ok
  'session.explain': Explanation
  'invitation.send': Ok
  'invitation.accept': Ok
  'invitation.decline': Ok
  'session.leave': Ok
  'session.watch': SessionAnswer
  'session.unwatch': Ok
  'session.join': Ok
  'session.take_over': Ok
  'session.reassign': Ok
  'left.answer': MessageAccepted
  'left.handle': Ok
  'contact.block': Ok
  'contact.unblock': Ok
  'contact.set_private': Ok
}
