import { expect, it } from 'vitest'
import { piecesOf } from './links'

it('finds addresses between words, and leaves their sentence’s signs alone', () => {
  expect(piecesOf('see https://a.example/b?c=1. Or http://d.example，好')).toEqual([
    { text: 'see ' },
    { text: 'https://a.example/b?c=1', href: 'https://a.example/b?c=1' },
    { text: '. Or ' },
    { text: 'http://d.example', href: 'http://d.example' },
    { text: '，好' },
  ])
})

it('links nothing that a browser would run', () => {
  expect(piecesOf('javascript:alert(1) data:text/html,x')).toHaveLength(1)
})

it('leaves plain text as it is', () => {
  expect(piecesOf('hello')).toEqual([{ text: 'hello' }])
})
