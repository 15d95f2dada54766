/** The page inside the frame: connects once the shop's page has spoken, and draws itself. */

import { render } from 'preact'
import { systemClock } from '../core/clock'
import { newId } from '../core/new-id'
import { openWebSocket, socketUrl } from '../core/websocket'
import { applyAppearance } from './appearance'
import { provideWidget } from './context'
import { connectHost } from './host'
import { createLanguage } from './language'
import { Link } from './link'
import { readParams } from './params'
import { App } from './parts/App'
import { effect } from './signals'
import { createWidget } from './widget'
import './widget.css'

const params = readParams(location.search)
const host = connectHost(params.origin)
const link = new Link({
  params,
  clock: systemClock,
  openSocket: (events) => openWebSocket(socketUrl(location.origin), events),
  newId,
})
const language = await createLanguage(params.lang)
const widget = createWidget(params, host, link, language)

provideWidget(widget)
applyAppearance(params, language.text)
effect(() => {
  const page = host.state.value
  if (page) link.setPage(page)
})
addEventListener('online', () => widget.retry())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') widget.retry()
})
host.onFocus((at) => {
  const controls = [...document.querySelectorAll<HTMLElement>('button,textarea,input,a[href]')]
  controls.at(at === 'first' ? 0 : -1)?.focus()
})
render(<App />, document.body)
