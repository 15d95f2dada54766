import { describe, expect, it } from 'vitest'
import { moved, rectangle, square } from './capture'

const size = { width: 100, height: 50 }

describe('the part of a screenshot', () => {
  it('lies between two corners, whichever came first', () => {
    const expected = { x: 10, y: 5, width: 20, height: 30 }
    expect(rectangle.between({ x: 10, y: 5 }, { x: 30, y: 35 }, size)).toEqual(expected)
    expect(rectangle.between({ x: 30, y: 35 }, { x: 10, y: 5 }, size)).toEqual(expected)
  })

  it('ends at the edges', () => {
    expect(rectangle.between({ x: -9, y: 20.4 }, { x: 300, y: 99 }, size)).toEqual({
      x: 0,
      y: 20,
      width: 100,
      height: 30,
    })
  })

  it('is moved and resized inside of the picture', () => {
    const part = { x: 85, y: 10, width: 10, height: 10 }
    expect(rectangle.nudge(part, { x: 10, y: 0 }, false, size)).toEqual({ ...part, x: 90 })
    expect(rectangle.nudge(part, { x: 10, y: -20 }, true, size)).toEqual({
      ...part,
      width: 15,
      height: 1,
    })
  })
})

describe('a square part', () => {
  it('begins as large as it can be, in the middle', () => {
    expect(square.whole(size)).toEqual({ x: 25, y: 0, width: 50, height: 50 })
  })

  it('is drawn to any side, as far as there is room', () => {
    const from = { x: 60, y: 20 }
    expect(square.between(from, { x: 70, y: 45 }, size)).toEqual({
      ...from,
      width: 25,
      height: 25,
    })
    expect(square.between(from, { x: 0, y: 0 }, size)).toEqual({
      x: 40,
      y: 0,
      width: 20,
      height: 20,
    })
  })

  it('stays a square inside of the picture', () => {
    const part = { x: 85, y: 10, width: 10, height: 10 }
    expect(square.nudge(part, { x: 10, y: 0 }, true, size)).toEqual({
      ...part,
      width: 15,
      height: 15,
    })
    expect(square.nudge(part, { x: 0, y: -20 }, true, size)).toMatchObject({ width: 1, height: 1 })
    expect(moved(part, { x: 99.6, y: -99 }, size)).toEqual({ ...part, x: 90, y: 0 })
  })

  it('is held where it was pressed, unless it is all there is', () => {
    const part = { x: 10, y: 10, width: 20, height: 20 }
    expect(square.isHeld(part, { x: 15, y: 29 }, size)).toBe(true)
    expect(square.isHeld(part, { x: 15, y: 31 }, size)).toBe(false)
    const all = { width: 50, height: 50 }
    expect(square.isHeld(square.whole(all), { x: 15, y: 15 }, all)).toBe(false)
  })
})
