import { afterEach, expect, it, vi } from 'vitest'
import { newId } from './new-id'

afterEach(() => vi.useRealTimers())

/** The id that is made at a time. */
function madeAt(now_ms: number): string {
  vi.useFakeTimers({ now: now_ms })
  return newId()
}

it('is a UUID of version 7, which begins with the time, whatever chance brings', () => {
  for (let times = 0; times < 100; times++)
    expect(madeAt(0x01_23_45_67_89_ab)).toMatch(/^0123456789ab7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
})

it('is sorted by time, also past 32 bits', () => {
  const times = [1, 255, 256, 2 ** 32 - 1, 2 ** 32, 1_800_000_000_000, 2 ** 48 - 1]
  const ids = times.map(madeAt)
  expect([...ids].sort()).toEqual(ids)
})

it('is another one each time, within a millisecond too', () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 })
  expect(new Set(Array.from({ length: 1000 }, newId)).size).toBe(1000)
})
