/**
 * `/widget.js`: `<script async src="https://host/widget.js" data-shop="acme"></script>`.
 *
 * `window.chatd` may be an array of calls made before this script came
 * (`(window.chatd ||= []).push(['product', {…}])`); they are made now, in their order.
 */

import { readOptions } from './options'
import { start } from './start'
import { LANG_KEY, recall } from './storage'

const run = (script: HTMLScriptElement): void => {
  const { chatd } = window
  const options = readOptions(script, recall(LANG_KEY))
  // Named twice on a page, the first one stays.
  if (!options || (chatd && 'open' in chatd)) return
  const api = start(options)
  window.chatd = api
  if (chatd) api.push(...chatd)
}

const script = document.currentScript as HTMLScriptElement
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => run(script))
else run(script)
