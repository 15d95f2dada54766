import { describe, expect, it } from 'vitest'
import { sameFacts } from './agent-state'
import { message, sessionView } from './testing/fixtures'

describe('the facts of a session', () => {
  const view = sessionView()

  it('stay the same when a message comes and is read', () => {
    const after = {
      ...view,
      seq: { public: 1, internal: 0 },
      read: { buyer: 1, agents: {} },
      last_message: message(1),
      unanswered_since_ms: 1,
    }
    expect(sameFacts(view, after)).toBe(true)
  })

  it('change with anything else, be it new or gone', () => {
    expect(sameFacts(view, { ...view, buyer_connected: false })).toBe(false)
    expect(sameFacts(view, { ...view, priority: 1 })).toBe(false)
    const { owner: _, ...unowned } = view
    expect(sameFacts(view, unowned)).toBe(false)
  })
})
