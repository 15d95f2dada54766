import { expect, it } from 'vitest'
import { fontClass } from './font'

it('becomes classes of words we know, and nothing else', () => {
  expect(fontClass({})).toBe('')
  expect(fontClass({ size: 'large', color: 'red', bold: true })).toBe(' is-large is-red is-bold')
  expect(fontClass({ size: 'x; y' as 'small', color: 'url(z)' as 'red' })).toBe('')
})
