/** The widget on a scripted server: `?state=queued&lang=zh-CN&theme=dark`. Never built, never served. */

import { render } from 'preact'
import { systemClock } from '../../src/core/clock'
import { newId } from '../../src/core/new-id'
import type { PageState } from '../../src/loader/messages'
import { applyAppearance } from '../../src/widget/appearance'
import { provideWidget } from '../../src/widget/context'
import type { Host } from '../../src/widget/host'
import { createLanguage } from '../../src/widget/language'
import { Link } from '../../src/widget/link'
import { readParams } from '../../src/widget/params'
import { App } from '../../src/widget/parts/App'
import { signal } from '../../src/widget/signals'
import { createWidget } from '../../src/widget/widget'
import '../../src/widget/widget.css'
import tent from '../../src/demo/art/tent.svg?no-inline'
import { type SceneName, scenesFor } from './scenes'
import { ScriptedServer } from './script'

localStorage.clear()
sessionStorage.clear()

const query = new URLSearchParams(location.search)
const params = { ...readParams(location.search), shop: 'demo' }
const zh = params.lang !== 'en'
const scene = scenesFor(zh ? 'zh-CN' : 'en')[(query.get('state') ?? 'greeting') as SceneName]
const state: PageState = {
  page: { url: location.href, title: 'Shop', referrer: '' },
  shown: true,
  identity: undefined,
  product: {
    id: 'tent',
    title: zh ? '双人轻量帐篷 三季款 苔绿' : 'Two-person tent, 3-season, moss',
    price: zh ? '¥ 899.00' : '$129.00',
    image: new URL(tent, location.href).href,
  },
}
const host: Host = { state: signal(state), framed: true, tell: () => {}, onFocus: () => {} }
const link = new Link({
  params,
  clock: systemClock,
  openSocket: new ScriptedServer(scene).openSocket,
  newId,
})
const language = await createLanguage(params.lang)
const widget = createWidget(params, host, link, language)
provideWidget(widget)
applyAppearance(params, language.text)
document.documentElement.dir = query.get('dir') ?? 'ltr'
link.setPage(state)
render(<App />, document.body)
Object.assign(window, { widget })
