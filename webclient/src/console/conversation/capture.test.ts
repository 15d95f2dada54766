import { describe, expect, it } from 'vitest'
import { between, nudge } from './capture'

const size = { width: 100, height: 50 }

describe('the part of a screenshot', () => {
  it('lies between two corners, whichever came first', () => {
    const expected = { x: 10, y: 5, width: 20, height: 30 }
    expect(between({ x: 10, y: 5 }, { x: 30, y: 35 }, size)).toEqual(expected)
    expect(between({ x: 30, y: 35 }, { x: 10, y: 5 }, size)).toEqual(expected)
  })

  it('ends at the edges', () => {
    expect(between({ x: -9, y: 20.4 }, { x: 300, y: 99 }, size)).toEqual({
      x: 0,
      y: 20,
      width: 100,
      height: 30,
    })
  })

  it('is moved and resized inside of the picture', () => {
    const part = { x: 85, y: 10, width: 10, height: 10 }
    expect(nudge(part, { x: 10, y: 0 }, false, size)).toEqual({ ...part, x: 90 })
    expect(nudge(part, { x: 10, y: -20 }, true, size)).toEqual({ ...part, width: 15, height: 1 })
  })
})
