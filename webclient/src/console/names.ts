/** How people and shops are called and marked. Pure. */

/** A colour of one's own, the same at every desk: a hue in degrees. */
export function hueOf(id: string): number {
  let hash = 7
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360_007
  return hash % 360
}

const letters = (name: string): string[] => [...name.trim()]

/** One letter for a buyer; for one of us the number, the initials, or the first sign. */
export function markOf(name: string, agent: boolean): string {
  const [first = '?'] = letters(name)
  if (!agent) return first.toUpperCase()
  const number = /\d{1,2}$/.exec(name.trim())?.[0]
  if (number !== undefined) return number
  const initials = name.match(/\b[A-Za-z]/g)
  return (initials ? initials.slice(0, 2).join('') : first).toUpperCase()
}

export const shopMarkOf = (name: string): string => letters(name)[0]?.toUpperCase() ?? '?'

/** The last signs of an id tell anonymous visitors apart. */
export const shortId = (id: string): string => id.slice(-4).toUpperCase()
