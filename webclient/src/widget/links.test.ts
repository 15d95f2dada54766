import { expect, it } from 'vitest'
import { linksIn } from './links'

const shown = (text: string): string[] =>
  linksIn(text).map((piece) => (piece.href ? `<${piece.text}>` : piece.text))

it('leaves a text without addresses whole', () =>
  expect(shown('no link, only text')).toEqual(['no link, only text']))

it('finds addresses between Chinese marks', () =>
  expect(shown('看 https://shop.example/a?b=1，谢谢')).toEqual([
    '看 ',
    '<https://shop.example/a?b=1>',
    '，谢谢',
  ]))

it('keeps the full stop out of the address', () =>
  expect(shown('See https://shop.example.')).toEqual(['See ', '<https://shop.example>', '.']))

it('tells two links to one address apart', () =>
  expect(new Set(linksIn('https://a.example https://a.example').map(({ at }) => at)).size).toBe(3))

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])(
  'makes no link of %s',
  (text) => expect(shown(text)).toEqual([text]),
)
