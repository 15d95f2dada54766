import { describe, expect, it } from 'vitest'
import { systemText } from './system'
import { text as en } from './text/en'
import { text as zh } from './text/zh'

/** docs/protocol.md, "The server's own word": what is public and what of it a visitor is told. */
const KEYS = [
  ...(['joined', 'left', 'handed_over', 'released', 'mailed', 'closed', 'erased'] as const),
  ...([
    'closed_agent_away',
    'closed_agent_offline',
    'closed_buyer_left',
    'closed_blocked',
  ] as const),
]

describe.each([
  ['en', en],
  ['zh-CN', zh],
])("the server's word in %s", (_, text) => {
  it('is known by all its keys, and no others', () =>
    expect(Object.keys(text.system).sort()).toEqual([...KEYS].sort()))
  it('names whom it is about', () => {
    const args = { agent: 'Xia', from: 'Xia', to: 'Yu' }
    expect(systemText({ key: 'joined', args }, '14:02', text)).toContain('Xia')
    expect(systemText({ key: 'handed_over', args }, '14:02', text)).toMatch(/Xia.*Yu|Yu.*Xia/)
    expect(systemText({ key: 'closed', args }, '14:02', text)).toContain('14:02')
  })
  it('says nothing by a key it does not know', () =>
    expect(systemText({ key: 'new_one' }, '', text)).toBeUndefined())
  it('shows what a merchant wrote as it stands', () =>
    expect(systemText({ key: 'welcome', text: 'Hi' }, '', text)).toBe('Hi'))
  it('needs nobody to say that nobody is there', () =>
    expect(systemText({ key: 'mailed' }, '', text)).not.toContain('undefined'))
})
