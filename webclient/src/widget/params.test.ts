import { expect, it } from 'vitest'
import { readParams } from './params'
import { pickLang } from './text'

it('writes to the shop unless an agent is named', () => {
  expect(readParams('?shop=acme').to).toBe('shop')
  expect(readParams('?shop=acme&agent=main').to).toBe('agent:main')
})

it('follows the system when the theme is unknown', () =>
  expect(readParams('?theme=pink').theme).toBe('auto'))

it.each([
  [['', 'en', 'zh-CN'], 'en'],
  [[null, 'zh-TW'], 'zh-CN'],
  [['fr', 'de'], 'en'],
  [[], 'en'],
] as const)('picks of the wishes %j the language %s', (wishes, lang) =>
  expect(pickLang(wishes)).toBe(lang),
)
