/** Plain things to test with. Every field has a value; a test names only what it is about. */
import type {
  AgentSelf,
  AgentSettings,
  AgentView,
  AgentWelcome,
  MessageView,
  SessionView,
} from '../../protocol/generated'
import type { Channel, Message } from '../wire'

export const NOW = 1_700_000_000_000

export const author = {
  buyer: { role: 'buyer', id: 'contact-1', name: 'river_otter' },
  me: { role: 'agent', id: 'agent1', name: 'Presales 01' },
  colleague: { role: 'agent', id: 'agent2', name: 'Logistics 01' },
  system: { role: 'system', id: '', name: '' },
} as const satisfies Record<string, Message['author']>

export const text = (words: string) => ({ kind: 'text', body: { text: words } }) as const

export function message(seq: number, change: Partial<MessageView> = {}): Message {
  return {
    session: 's1',
    channel: 'public' as Channel,
    seq,
    at_ms: NOW + seq * 1_000,
    author: author.buyer,
    ...text(`message ${seq}`),
    ...change,
  } as Message
}

export function sessionView(change: Partial<SessionView> = {}): SessionView {
  const id = change.id ?? 's1'
  return {
    id,
    shop: 'demo',
    contact: { id: 'contact-1', shop: 'demo', name: 'river_otter' },
    phase: 'open',
    arrived_ms: NOW,
    members: [{ agent: 'agent1', name: 'Presales 01', how: 'member' }],
    seq: { public: 0, internal: 0 },
    read: { buyer: 0, agents: {} },
    priority: 0,
    buyer_connected: true,
    reason: { rule: 'R8', text_key: 'balanced', at_ms: NOW },
    owner: 'agent1',
    ...change,
  }
}

export function agentView(agent: string, change: Partial<AgentView> = {}): AgentView {
  return {
    agent,
    name: agent,
    role: 'agent',
    main: false,
    receives: true,
    state: 'online',
    lost: false,
    open: 0,
    cached: 0,
    windows_max: 5,
    reception_max: 8,
    weight: 1,
    tier: 0,
    ...change,
  }
}

export const agentSelf: AgentSelf = {
  agent: 'agent1',
  name: 'Presales 01',
  role: 'agent',
  main: false,
  intent: 'online',
  permissions: [],
}

export const agentSettings: AgentSettings = {
  recent_contact_ms: 259_200_000,
  disconnect_grace_ms: 60_000,
  buyer_grace_ms: 600_000,
  queue_hold_ms: 900_000,
  group_wait_ms: 60_000,
  invitation_ttl_ms: 60_000,
  no_answer_ms: 0,
  boost_ms: [0, 60_000, 300_000],
  text_max: 4_000,
  preview_max: 500,
  upload_bytes_max: 10_485_760,
}

export function agentWelcome(change: Partial<AgentWelcome> = {}): AgentWelcome {
  return {
    t: 'ok',
    re: 1,
    connection: 'c1',
    server_time_ms: NOW,
    token_expires_ms: NOW + 900_000,
    you: agentSelf,
    agents: [agentView('agent1'), agentView('agent2')],
    shops: [{ id: 'demo', name: 'Demo' }],
    sessions: [],
    queue: { waiting: 0, entries: [] },
    cache: [],
    invitations: [],
    settings: agentSettings,
    left: { unhandled: 0 },
    ...change,
  }
}
