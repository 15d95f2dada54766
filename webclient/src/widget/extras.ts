/**
 * What few visits need: menu, emoji, forms, rating, questions. Loaded when the first of it is
 * asked for, all at once, so that what is there goes on without a network.
 */

import { type ReadonlySignal, signal } from '@preact/signals'
import sheetUrl from './extras/extras.css?url'

export type Parts = typeof import('./extras/parts')

export interface Extras {
  /** Undefined until they are loaded. */
  readonly parts: ReadonlySignal<Parts | undefined>
  /** The last try did not get them. */
  readonly failed: ReadonlySignal<boolean>
  load(): Promise<void>
}

const loadSheet = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = sheetUrl
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      reject(new Error('no stylesheet'))
    }
    document.head.append(link)
  })

export const createExtras = (loadWords: () => Promise<void>): Extras => {
  const parts = signal<Parts>()
  const failed = signal(false)
  let busy = false
  return {
    parts,
    failed,
    async load() {
      if (busy || parts.peek()) return
      busy = true
      failed.value = false
      try {
        const [loaded] = await Promise.all([import('./extras/parts'), loadWords(), loadSheet()])
        parts.value = loaded
      } catch {
        failed.value = true
      }
      busy = false
    },
  }
}
