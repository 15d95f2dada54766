/** What is typed against names: every word in it, as text or, where it is Latin, as pinyin. Pure. */
import type { Sounds } from '../phrases/text'

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, '')

export function matches(name: string, query: string, soundsOf: ((name: string) => Sounds) | null) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const text = plain(name)
  const sounds = words.some((word) => !text.includes(word)) ? soundsOf?.(name) : undefined
  return words.every(
    (word) =>
      text.includes(word) ||
      (/^[a-z]+$/.test(word) &&
        sounds !== undefined &&
        (sounds.initials.includes(word) || sounds.syllables.includes(word))),
  )
}
