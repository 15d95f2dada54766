/** How people and shops are called and marked. Pure. */

/** A colour of one's own, the same at every desk: a hue in degrees. */
export function hueOf(id: string): number {
  let hash = 7
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003
  // Steps of the golden angle keep neighbours ("agent1", "agent2") apart.
  return Math.round((hash * 137.508) % 360) % 360
}

const letters = (name: string): string[] => [...name.trim()]

/**
 * One letter for a buyer. For one of us the initials, or the number with the sign that tells its
 * department from others: in Chinese the last ("售前 01", "售后 01"), else the first.
 */
export function markOf(name: string, agent: boolean): string {
  const [first = '?'] = letters(name)
  if (!agent) return first.toUpperCase()
  const [, word = '', number] = /^(.*?)\s*(\d*)$/u.exec(name.trim()) ?? []
  const initials = word.match(/\b[A-Za-z]/g)
  if (number) return `${initials?.[0] ?? letters(word).at(-1) ?? ''}${Number(number)}`.toUpperCase()
  return (initials ? initials.slice(0, 2).join('') : first).toUpperCase()
}

export const shopMarkOf = (name: string): string => letters(name)[0]?.toUpperCase() ?? '?'

/** The last letters and figures of an id tell anonymous visitors apart. */
export const shortId = (id: string): string => id.replace(/[_-]/g, '').slice(-4).toUpperCase()
