/** How an author would have their words look, in our own shades: as classes, never as styles. */
import type { TextBody } from '../../protocol/generated'

export const SIZES = ['small', 'large'] as const satisfies TextBody['size'][]
export const COLORS = [
  'red',
  'orange',
  'green',
  'blue',
  'purple',
] as const satisfies TextBody['color'][]

type Size = (typeof SIZES)[number]
type Color = (typeof COLORS)[number]

const isSize = (word: unknown): word is Size => SIZES.some((size) => size === word)
const isColor = (word: unknown): word is Color => COLORS.some((color) => color === word)

/** With a space in front, or nothing; words we do not know are as if they were not there. */
export const fontClass = ({ size, color, bold }: Omit<TextBody, 'text'>): string =>
  [isSize(size) && ` is-${size}`, isColor(color) && ` is-${color}`, bold === true && ' is-bold']
    .filter(Boolean)
    .join('')
