import { describe, expect, it } from 'vitest'
import { ACCENT_DEFAULT, accentGround, accentText, contrast, parseHex, toCss } from './accent'

const LEVELS = ['00', '33', '66', '99', 'cc', 'ff']
const COLOURS = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue) => `#${red}${green}${blue}`)),
)
const WHITE = parseHex('#fff')

describe('accentGround', () => {
  it('leaves a colour alone when white can be read on it', () =>
    expect(toCss(accentGround('#2c6a4c'))).toBe('rgb(44,106,76)'))
  it('darkens every colour until white can be read on it', () => {
    const worst = Math.min(...COLOURS.map((colour) => contrast(accentGround(colour), WHITE)))
    expect(worst).toBeGreaterThan(4.5)
  })
  it('keeps the hue when it darkens', () => {
    const [red, green, blue] = accentGround('#ffcc00')
    expect(blue).toBe(0)
    expect(red / green).toBeCloseTo(255 / 204, 1)
  })
  it('takes the default when the colour cannot be read', () => {
    for (const bad of ['red', '#12', '#zzzzzz', '', null, undefined])
      expect(accentGround(bad)).toEqual(parseHex(ACCENT_DEFAULT))
  })
  it('understands the short form', () => expect(accentGround('#123')).toEqual(parseHex('#112233')))
})

describe('accentText', () => {
  it.each(['#ffffff', '#15181b'])('can be read on %s whatever the accent', (hex) => {
    const ground = parseHex(hex)
    const worst = Math.min(...COLOURS.map((colour) => contrast(accentText(colour, ground), ground)))
    expect(worst).toBeGreaterThanOrEqual(4.5)
  })
})

describe('contrast', () => {
  it('is 21 between black and white', () =>
    expect(contrast(parseHex('#000'), WHITE)).toBeCloseTo(21))
})
