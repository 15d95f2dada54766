/** One or two characters that stand for a name, as on a badge. */

const CHINESE = /\p{Script=Han}/u

/** "售前 01" → "01", "主管" → "主", "Presales 01" → "P1", "Ada Lovelace" → "AL". */
export const faceOf = (name: string): string => {
  const trimmed = name.trim()
  const first = [...trimmed][0] ?? '?'
  const number = /(\d{1,2})$/.exec(trimmed)?.[1]
  if (CHINESE.test(first)) return number ?? first
  const words = trimmed.split(/[\s._-]+/)
  const last = number ? `${Number(number)}`.slice(-1) : words.length > 1 ? words.at(-1)?.[0] : ''
  return (first + (last ?? '')).toUpperCase()
}
