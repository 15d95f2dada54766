import { describe, expect, it } from 'vitest'
import { squareOf } from './chosen-picture'

const whole = (side: number) => ({ x: 0, y: 0, width: side, height: side })

describe('a square of a picture that was drawn smaller', () => {
  it('is in the pixels of the picture', () => {
    const shot = { width: 1_600, height: 800 }
    const rect = { x: 400, y: 100, width: 300, height: 300 }
    const square = squareOf({ shot }, rect, { width: 4_000, height: 2_000 })
    expect(square).toEqual({ x: 1_000, y: 250, side: 750 })
  })

  it('never lies outside of it, however the sizes were rounded', () => {
    for (const [width, height] of [
      [3_201, 3_199],
      [4_999, 1],
      [1_601, 1_600],
    ] as const) {
      const scale = 1_600 / Math.max(width, height)
      const shot = {
        width: Math.round(width * scale),
        height: Math.max(1, Math.round(height * scale)),
      }
      const side = Math.min(shot.width, shot.height)
      const rect = { ...whole(side), x: shot.width - side, y: shot.height - side }
      const square = squareOf({ shot }, rect, { width, height })
      expect(square.x + square.side).toBeLessThanOrEqual(width)
      expect(square.y + square.side).toBeLessThanOrEqual(height)
      expect(square.side).toBeGreaterThan(0)
    }
  })
})
