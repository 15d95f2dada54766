/**
 * The pages of the settings: one entry each, in the order of the menu.
 *
 * A new page is a component, an entry here, and its name under `settings.pages` in both languages.
 */
import type { ComponentType } from 'react'
import { Alerts } from './Alerts'
import { Answers } from './Answers'
import { Appearance } from './Appearance'
import { Blacklist } from './Blacklist'
import { ConsentPage } from './ConsentPage'
import { Keys } from './Keys'
import { OwnAvatar } from './OwnAvatar'
import { Phrases } from './Phrases'
import { Questions } from './Questions'
import { ShopAvatars } from './ShopAvatars'
import { SummaryTypes } from './SummaryTypes'

/** Whose it is: one's own, the reception's, the merchant's. */
export const GROUPS = ['own', 'reception', 'merchant'] as const

interface SettingsPage {
  readonly key: string
  readonly group: (typeof GROUPS)[number]
  /** The permission without which it is not in the menu. */
  readonly may?: string
  readonly Page: ComponentType
}

export const SETTINGS_PAGES = [
  { key: 'appearance', group: 'own', Page: Appearance },
  { key: 'avatar', group: 'own', Page: OwnAvatar, may: 'avatar.set' },
  { key: 'alerts', group: 'own', Page: Alerts },
  { key: 'keys', group: 'own', Page: Keys },
  { key: 'phrases', group: 'reception', Page: Phrases },
  { key: 'answers', group: 'reception', Page: Answers, may: 'answers.set' },
  { key: 'questions', group: 'reception', Page: Questions, may: 'questions.set' },
  { key: 'summaryTypes', group: 'reception', Page: SummaryTypes, may: 'summary_types.set' },
  { key: 'blacklist', group: 'reception', Page: Blacklist },
  { key: 'consent', group: 'merchant', Page: ConsentPage, may: 'consent.set' },
  { key: 'shopAvatars', group: 'merchant', Page: ShopAvatars, may: 'avatar.set_shop' },
] as const satisfies readonly SettingsPage[]

export type SettingsPageKey = (typeof SETTINGS_PAGES)[number]['key']
