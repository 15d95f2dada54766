/** Every word of the console in Chinese; the words of the trade are the product's own. */
import type { Resources } from '../resources'
import { conversation } from './conversation'
import { details } from './details'
import { dialogs } from './dialogs'
import { left } from './left'
import { reception } from './reception'
import { settings } from './settings'
import { shell } from './shell'
import { team } from './team'

export const zh: Resources = {
  ...shell,
  ...reception,
  ...conversation,
  ...dialogs,
  ...details,
  ...left,
  ...settings,
  ...team,
}
