/**
 * The shop's accent colour, made readable: white text stands on it, and it stands as text on the
 * ground, each at 4.5:1 or better (WCAG 2.2, 1.4.3).
 */

export type Rgb = [red: number, green: number, blue: number]

export const ACCENT_DEFAULT = '#2c6a4c'
const CONTRAST_MIN = 4.5
const STEPS_MAX = 40
/** White on a colour of this luminance has 4.7:1; the rest is for the simple curve. */
const LUMINANCE_MAX = 0.172
const GAMMA = 2.2

/** `#rgb` or `#rrggbb`; the default for anything else. */
export const parseHex = (text: string | null | undefined): Rgb => {
  const [, hex] = /^#(\w{3}|\w{6})$/.exec(text ?? '') ?? []
  const value = Number.parseInt(hex?.length === 3 ? hex.replace(/./g, '$&$&') : `${hex}`, 16)
  if (Number.isNaN(value)) return parseHex(ACCENT_DEFAULT)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

export const toCss = (colour: Rgb): string => `rgb(${colour})`

/** On a pure power curve, so that scaling a colour by k scales this by exactly k to the gamma. */
const brightness = ([red, green, blue]: Rgb): number =>
  (0.2126 * red ** GAMMA + 0.7152 * green ** GAMMA + 0.0722 * blue ** GAMMA) / 255 ** GAMMA

/** The ground under white text: the shop's colour, or a darker one of the same hue. */
export const accentGround = (accent: string | null | undefined): Rgb => {
  const colour = parseHex(accent)
  const scale = Math.min(1, (LUMINANCE_MAX / brightness(colour)) ** (1 / GAMMA))
  return colour.map((part) => Math.round(part * scale)) as Rgb
}

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

/** The accent as text on `ground`: moved towards white or black until it can be read. */
export const accentText = (accent: string | null | undefined, ground: Rgb): Rgb => {
  const goal = luminance(ground) > 0.18 ? 0 : 255
  let colour = parseHex(accent)
  for (let step = 0; step < STEPS_MAX && contrast(colour, ground) < CONTRAST_MIN; step++) {
    colour = colour.map((part) => Math.round(part + (goal - part) * 0.06)) as Rgb
  }
  return colour
}
