import { expect, it } from 'vitest'
import { filledAnswer } from './answer-text'

const values = { buyer: 'Ann $&', agent: 'Xenia', n: '2' }

it('puts names wherever they are wanted', () => {
  const text = '{buyer}, here is {agent}. {buyer}?'
  expect(filledAnswer('welcome', text, values)).toBe('Ann $&, here is Xenia. Ann $&?')
})

it('leaves a place out where there is none, and other braces', () => {
  expect(filledAnswer('busy', 'No. {n} {x}', values)).toBe('No. {n} {x}')
  expect(filledAnswer('cached', 'No. {n} {x}', values)).toBe('No. 2 {x}')
})
