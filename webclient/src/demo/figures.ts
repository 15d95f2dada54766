/** The living figures: asked every two seconds while somebody looks. */

import { signal } from '../widget/signals'
import { type DemoFigures, fetchFigures, switchSimulation } from './api'

const EVERY_MS = 2000

export const figures = signal<DemoFigures | undefined>(undefined)
export type Trouble = 'lost' | 'simFailed'
export const trouble = signal<Trouble | undefined>(undefined)
export const switching = signal(false)

const refresh = async (): Promise<void> => {
  try {
    const fresh = await fetchFigures()
    // An answer that was on its way while the switch was thrown is older than the switch's.
    if (!switching.value) figures.value = fresh
    if (trouble.value === 'lost') trouble.value = undefined
  } catch {
    trouble.value = 'lost'
  }
}

export const flipSimulation = async (): Promise<void> => {
  if (switching.value) return
  switching.value = true
  try {
    figures.value = await switchSimulation(!figures.value?.simulated)
    trouble.value = undefined
  } catch {
    trouble.value = 'simFailed'
  } finally {
    switching.value = false
  }
}

export const startFigures = (): void => {
  const turn = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await refresh()
    setTimeout(turn, EVERY_MS)
  }
  void turn()
}
