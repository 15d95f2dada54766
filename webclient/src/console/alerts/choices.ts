/** What tells of itself, and how: chosen by the person at this browser. */

export const ALERTS = ['newBuyer', 'message', 'invitation', 'mention'] as const
export type AlertKind = (typeof ALERTS)[number]

export interface AlertChoice {
  readonly sound: boolean
  /** By the desktop's own notifications, while the console is not in sight. */
  readonly desktop: boolean
}

export type AlertChoices = Readonly<Record<AlertKind, AlertChoice>>

/** Sounds for what wants a hand at once; the desktop asks for leave first, so it begins silent. */
export const DEFAULT_ALERTS: AlertChoices = {
  newBuyer: { sound: true, desktop: false },
  message: { sound: false, desktop: false },
  invitation: { sound: true, desktop: false },
  mention: { sound: true, desktop: false },
}
