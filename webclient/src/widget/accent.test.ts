import { describe, expect, it } from 'vitest'
import { ACCENT_DEFAULT, accentFor, contrast, parseHex, toCss, WHITE } from './accent'

const LEVELS = ['00', '33', '66', '99', 'cc', 'ff']
const COLOURS = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue) => `#${red}${green}${blue}`)),
)

describe('accentFor', () => {
  it('leaves a colour alone when it can be read', () =>
    expect(toCss(accentFor('#2c6a4c', WHITE))).toBe('rgb(44,106,76)'))
  it.each(['#ffffff', '#15181b'])('can be read on %s whatever the accent', (hex) => {
    const ground = parseHex(hex)
    const worst = Math.min(...COLOURS.map((colour) => contrast(accentFor(colour, ground), ground)))
    expect(worst).toBeGreaterThanOrEqual(4.5)
  })
  it('keeps the hue when it darkens', () => {
    const [red, green, blue] = accentFor('#ffcc00', WHITE)
    expect(blue).toBe(0)
    expect(red / green).toBeCloseTo(255 / 204, 1)
  })
  it('takes the default when the colour cannot be read', () => {
    for (const bad of ['red', '#12', '#zzzzzz', '', null, undefined])
      expect(accentFor(bad, WHITE)).toEqual(parseHex(ACCENT_DEFAULT))
  })
  it('understands the short form', () =>
    expect(accentFor('#123', WHITE)).toEqual(parseHex('#112233')))
})

describe('contrast', () => {
  it('is 21 between black and white', () =>
    expect(contrast(parseHex('#000'), WHITE)).toBeCloseTo(21))
})
