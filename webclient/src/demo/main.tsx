/** The demo page: draws itself, tells the widget what its shop shows, and opens it where there is room. */

import { render } from 'preact'
import type { Call } from '../loader/start'
import { effect } from '../widget/signals'
import './demo.css'
import './shop.css'
import { startFigures } from './figures'
import { Landing } from './Landing'
import { productOf, shown } from './shop'
import { type Lang, texts } from './text'

/** The widget's own key: page and frame have one origin here, so both speak the same language. */
const LANG_KEY = 'chatd.lang'
/** From here on the open widget covers nothing that one needs. */
const WIDE = '(min-width: 1360px) and (min-height: 740px)'

const readLang = (): Lang => {
  const wish = localStorage.getItem(LANG_KEY) || navigator.language
  return wish.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Calls wait in an array until the loader's script is there; its `push` has the same form. */
const callWidget = (...calls: Call[]): void => {
  window.chatd ??= []
  window.chatd.push(...calls)
}

const lang = readLang()
const text = texts[lang]
const switchLang = (): void => {
  localStorage.setItem(LANG_KEY, lang === 'en' ? 'zh-CN' : 'en')
  location.reload()
}

document.documentElement.lang = lang
render(<Landing text={text} switchLang={switchLang} />, document.body)
startFigures()
effect(() => {
  const { name } = text.products[shown.value]
  document.title = `${name} · ${text.shop}`
  callWidget(['product', productOf(shown.value, text)])
})
if (matchMedia(WIDE).matches) callWidget(['open'])
