import { describe, expect, it } from 'vitest'
import { ACCENT_DEFAULT, accentGround, accentText, contrast, parseHex } from './accent'

const LEVELS = ['00', '33', '66', '99', 'cc', 'ff']
const COLOURS = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue) => `#${red}${green}${blue}`)),
)
const worst = (values: number[]): number => Math.min(...values)

describe('accentGround', () => {
  it('leaves a colour alone when white can be read on it', () => {
    expect(accentGround('#2c6a4c')).toBe('#2c6a4c')
  })
  it('darkens every colour until white can be read on it', () => {
    expect(
      worst(COLOURS.map((colour) => contrast(accentGround(colour), '#ffffff'))),
    ).toBeGreaterThan(4.5)
  })
  it('keeps the hue when it darkens', () => {
    const [red, green, blue] = parseHex(accentGround('#ffcc00'))
    expect(blue).toBe(0)
    expect(red / green).toBeCloseTo(255 / 204, 1)
  })
  it('takes the default when the colour cannot be read', () => {
    for (const bad of ['red', '#12', '#zzzzzz', '', null, undefined])
      expect(accentGround(bad)).toBe(ACCENT_DEFAULT)
  })
  it('understands the short form', () => expect(accentGround('#123')).toBe('#112233'))
})

describe('accentText', () => {
  it.each(['#ffffff', '#15181b'])('can be read on %s whatever the accent', (ground) => {
    expect(
      worst(COLOURS.map((colour) => contrast(accentText(colour, ground), ground))),
    ).toBeGreaterThan(4.5 - 1e-9)
  })
})

describe('contrast', () => {
  it('is 21 between black and white', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21))
})
