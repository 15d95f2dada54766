import { describe, expect, it } from 'vitest'
import { matching, mentionBegun, mentionsOf, withMention } from './mentions'

const agents = [
  { agent: 'a1', name: 'Ann' },
  { agent: 'a2', name: 'Ann Li' },
  { agent: 'a3', name: '售前 01' },
]

describe('mentions', () => {
  it('are found by name, the longest first', () => {
    expect(mentionsOf('@Ann Li and @售前 01, please', agents)).toEqual(['a2', 'a3'])
    expect(mentionsOf('@ann: look', agents)).toEqual(['a1'])
  })

  it('end where a name ends', () => {
    expect(mentionsOf('@Anna, mail ann@example.com', agents)).toEqual([])
    expect(mentionsOf('请@售前 01看一下', agents)).toEqual(['a3'])
  })

  it('are begun by a sign that follows no word', () => {
    expect(mentionBegun('ask @An')).toBe('An')
    expect(mentionBegun('@')).toBe('')
    expect(mentionBegun('请@售')).toBe('售')
    expect(mentionBegun('me@An')).toBeNull()
    expect(mentionBegun('@An ')).toBeNull()
  })

  it('are completed in place', () => {
    expect(withMention('ask @An', 'Ann Li')).toBe('ask @Ann Li ')
    expect(matching(agents, 'li').map((one) => one.agent)).toEqual(['a2'])
  })
})
