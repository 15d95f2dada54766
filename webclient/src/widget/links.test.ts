import { expect, it } from 'vitest'
import { linksIn } from './links'

it('leaves a text without addresses whole', () =>
  expect(linksIn('no link, only text')).toEqual([{ text: 'no link, only text' }]))

it('finds addresses between Chinese marks', () =>
  expect(linksIn('看 https://shop.example/a?b=1，谢谢')).toEqual([
    { text: '看 ' },
    { text: 'https://shop.example/a?b=1', href: 'https://shop.example/a?b=1' },
    { text: '，谢谢' },
  ]))

it('keeps the full stop out of the address', () =>
  expect(linksIn('See https://shop.example.')).toEqual([
    { text: 'See ' },
    { text: 'https://shop.example', href: 'https://shop.example' },
    { text: '.' },
  ]))

it('makes no link of a script', () =>
  expect(linksIn('javascript:alert(1) data:text/html,x')).toEqual([
    { text: 'javascript:alert(1) data:text/html,x' },
  ]))
