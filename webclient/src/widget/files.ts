/** Pictures and files. What shows and sends them is loaded when the first one appears. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Kit } from './kit'
import type { Link } from './link'

export interface Files {
  /** Undefined until it is loaded. */
  readonly kit: ReadonlySignal<Kit | undefined>
  /** More was added at once than is taken, or the network failed before anything began. */
  readonly trouble: ReadonlySignal<'filesMax' | 'failed' | undefined>
  load(): void
  add(files: readonly File[]): void
}

export const createFiles = (link: Link): Files => {
  const kit = signal<Kit>()
  const trouble = signal<'filesMax' | 'failed'>()
  let loading: Promise<Kit> | undefined
  const load = async (): Promise<Kit> => {
    loading ??= import('./kit').then(({ createKit }) => createKit(link))
    try {
      kit.value = await loading
      return kit.value
    } catch (error) {
      loading = undefined
      throw error
    }
  }
  return {
    kit,
    trouble,
    // Without it a file has its name; asked again with the next one.
    load: () => void load().catch(() => {}),
    async add(files) {
      try {
        trouble.value = (await load()).add(files) === 'full' ? 'filesMax' : undefined
      } catch {
        trouble.value = 'failed'
      }
    },
  }
}
