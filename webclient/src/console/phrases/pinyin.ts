/** Pinyin of phrases. The library is large, so it comes when somebody looks for a phrase. */
import { useEffect, useState } from 'react'
import type { Sounds } from './text'

type Read = (text: string) => Sounds

let reading: Promise<Read> | null = null
const known = new Map<string, Sounds>()
/** Texts whose sounds are remembered: more than two books hold. */
const KNOWN_MAX = 4_000

async function load(): Promise<Read> {
  const { pinyin } = await import('pinyin-pro')
  const read = (text: string, pattern: 'first' | 'pinyin') =>
    pinyin(text, { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
      .join('')
      .toLowerCase()
      .replace(/[^a-z]/g, '')
  return (text) => {
    let sounds = known.get(text)
    if (!sounds) {
      sounds = { initials: read(text, 'first'), syllables: read(text, 'pinyin') }
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(text, sounds)
    }
    return sounds
  }
}

/** Reads a text's sounds, once it can: from the first Latin letter of a query on. */
export function usePinyin(query: string): Read | null {
  const [read, setRead] = useState<Read | null>(null)
  const wanted = /[a-z]/i.test(query)
  useEffect(() => {
    if (!wanted || read) return
    let left = false
    reading ??= load()
    reading.then(
      (loaded) => left || setRead(() => loaded),
      // Without it phrases are found as text; the next query tries again.
      () => {
        reading = null
      },
    )
    return () => {
      left = true
    }
  }, [wanted, read])
  return read
}
