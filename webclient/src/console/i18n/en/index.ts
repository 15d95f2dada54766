/** Every word of the console in English. Its keys are the keys of all languages. */
import { conversation } from './conversation'
import { details } from './details'
import { dialogs } from './dialogs'
import { left } from './left'
import { reception } from './reception'
import { settings } from './settings'
import { shell } from './shell'
import { team } from './team'

export const en = {
  ...shell,
  ...reception,
  ...conversation,
  ...dialogs,
  ...details,
  ...left,
  ...settings,
  ...team,
}
