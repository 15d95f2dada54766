/** What the visitor switched, kept for all shops of this server. */

import { type ReadonlySignal, signal } from './signals'
import { keys, recall, remember } from './storage'

export interface Prefs {
  readonly sound: ReadonlySignal<boolean>
  readonly blink: ReadonlySignal<boolean>
  flipSound(): void
  flipBlink(): void
}

const OFF = 'off'

const createSwitch = (key: string) => {
  const on = signal(recall(key) !== OFF)
  const flip = (): void => {
    on.value = !on.value
    remember(key, on.value ? '' : OFF)
  }
  return { on, flip }
}

export const createPrefs = (): Prefs => {
  const sound = createSwitch(keys.sound)
  const blink = createSwitch(keys.blink)
  return { sound: sound.on, blink: blink.on, flipSound: sound.flip, flipBlink: blink.flip }
}
