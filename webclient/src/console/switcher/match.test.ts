import { describe, expect, it } from 'vitest'
import { matches } from './match'

const sounds = () => ({ initials: 'zbgj', syllables: 'zhuanbangeijie' })

describe('what is typed', () => {
  it('is found anywhere in a name, whatever the case', () => {
    expect(matches('River Otter', 'otter', null)).toBe(true)
    expect(matches('River Otter', 'OTT riv', null)).toBe(true)
    expect(matches('River Otter', 'otter moss', null)).toBe(false)
  })

  it('is found as pinyin, by initials and by syllables', () => {
    expect(matches('转办给姐', 'zbg', sounds)).toBe(true)
    expect(matches('转办给姐', 'banjie', sounds)).toBe(false)
    expect(matches('转办给姐', 'bangei', sounds)).toBe(true)
    expect(matches('转办给姐', '办', sounds)).toBe(true)
  })

  it('finds everything when it is empty', () => {
    expect(matches('River Otter', '  ', null)).toBe(true)
  })
})
