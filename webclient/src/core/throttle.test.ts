import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from './testing/fake-clock'
import { Throttle } from './throttle'

let clock: FakeClock
let passed: string[]
let throttle: Throttle<string>

beforeEach(() => {
  clock = new FakeClock()
  passed = []
  throttle = new Throttle(clock, 100, (value) => passed.push(value))
})

it('lets the first value through at once', () => {
  throttle.push('a')
  expect(passed).toEqual(['a'])
})

it('lets only the newest of a span through, at its end', async () => {
  for (const value of ['a', 'b', 'c']) throttle.push(value)
  await clock.advance(99)
  expect(passed).toEqual(['a'])
  await clock.advance(1)
  expect(passed).toEqual(['a', 'c'])
})

it('rests after a span without values', async () => {
  throttle.push('a')
  await clock.advance(100)
  throttle.push('b')
  expect(passed).toEqual(['a', 'b'])
})

it('forgets what was dropped', async () => {
  throttle.push('a')
  throttle.push('b')
  throttle.drop()
  await clock.advance(500)
  expect(passed).toEqual(['a'])
})
