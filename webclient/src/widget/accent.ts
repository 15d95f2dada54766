/**
 * The shop's accent colour, made readable: white text stands on it, and it stands as text on the
 * ground, each at 4.5:1 or better (WCAG 2.2, 1.4.3).
 */

export type Rgb = [red: number, green: number, blue: number]

export const ACCENT_DEFAULT = '#2c6a4c'
export const WHITE: Rgb = [255, 255, 255]
const CONTRAST_MIN = 4.5

/** `#rgb` or `#rrggbb`; the default for anything else. */
export const parseHex = (text: string | null | undefined): Rgb => {
  const [, hex] = /^#(\w{3}|\w{6})$/.exec(text ?? '') ?? []
  const value = Number(`0x${hex?.length === 3 ? hex.replace(/./g, '$&$&') : hex}`)
  if (Number.isNaN(value)) return parseHex(ACCENT_DEFAULT)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

export const toCss = (colour: Rgb): string => `rgb(${colour})`

/** WCAG's relative luminance. */
const luminance = (colour: Rgb): number => {
  const [red, green, blue] = colour.map((part) =>
    part <= 10.31 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  ) as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG's contrast of two colours, 1 to 21. */
export const contrast = (one: Rgb, other: Rgb): number => {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** The accent that can be read on `ground`, and `ground` on it: moved towards white or black. */
export const accentFor = (accent: string | null | undefined, ground: Rgb): Rgb => {
  const goal = luminance(ground) > 0.18 ? 0 : 255
  let colour = parseHex(accent)
  // At the goal it is far above: this ends.
  while (contrast(colour, ground) < CONTRAST_MIN) {
    colour = colour.map((part) => Math.round(part + (goal - part) * 0.06)) as Rgb
  }
  return colour
}
