/** The launcher and the panel: elements in a shadow root, nothing of the shop's touched. */

import type { FrameEnd } from './messages'
import type { Options } from './options'
import { NARROW, STYLE } from './style'

export interface View {
  readonly pill: HTMLElement
  /** Closes the panel as long as the frame has not come up. */
  readonly exit: HTMLElement
  /** Called once, when the frame is first needed. */
  createFrame(): HTMLIFrameElement
  setShown(shown: boolean): void
  /** The launcher's words and its figure, seen and spoken. */
  describe(lang: string, unread: number): void
}

/** What the visitor does outside the frame. */
export interface ViewEvents {
  open(): void
  close(): void
  /** Focus left the covering frame at one end; it goes on at the other. */
  wrap(to: FrameEnd): void
}

const create = <Tag extends keyof HTMLElementTagNameMap>(
  parent: Node,
  tag: Tag,
  className = '',
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag)
  element.className = className
  parent.appendChild(element)
  return element
}

/** The page's rules stay out by `all: initial`; styles set from script pass the page's CSP. */
const createRoot = ({ accent, theme }: Options): ShadowRoot => {
  const host = document.createElement('chatd-widget')
  host.style.cssText =
    'all:initial!important;position:fixed!important;z-index:2147483000!important;' +
    `color-scheme:${theme || 'light dark'}!important;--a:${accent}`
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  document.documentElement.append(host)
  return root
}

/** While the panel covers the page, Tab goes round inside it; beside the page it may leave. */
const watchRoom = (panel: HTMLElement, edges: HTMLElement[]): ((shown?: boolean) => void) => {
  const narrow = matchMedia(NARROW)
  const viewport = window.visualViewport
  let isShown = false
  const fit = (shown = isShown): void => {
    isShown = shown
    const covers = shown && narrow.matches
    panel.ariaModal = `${covers}`
    for (const edge of edges) edge.tabIndex = covers ? 0 : -1
    // A phone's keyboard shrinks the visual viewport alone: follow it, so that the input stays seen.
    if (viewport && viewport.scale === 1) {
      panel.style.setProperty('--h', `${viewport.height}px`)
      panel.style.setProperty('--t', `${viewport.offsetTop}px`)
    }
  }
  narrow.onchange = () => fit()
  viewport?.addEventListener('resize', () => fit())
  viewport?.addEventListener('scroll', () => fit())
  return fit
}

export const createView = (options: Options, { open, close, wrap }: ViewEvents): View => {
  const root = createRoot(options)
  const pill = create(root, 'button', 'pill')
  create(pill, 'i')
  const words = create(pill, 'span')
  const badge = create(pill, 'b')
  const panel = create(root, 'div', 'panel')
  const before = create(panel, 'p')
  const exit = create(panel, 'button', 'exit')
  const after = create(panel, 'p')
  const fit = watchRoom(panel, [before, after])

  panel.role = 'dialog'
  pill.ariaHasPopup = 'dialog'
  pill.onclick = open
  before.onfocus = () => wrap('last')
  after.onfocus = () => wrap('first')
  exit.textContent = '✕'
  exit.ariaLabel = 'Esc'
  exit.onclick = close
  panel.onkeydown = ({ key }) => {
    if (key === 'Escape') close()
  }
  return {
    pill,
    exit,
    createFrame() {
      const iframe = document.createElement('iframe')
      iframe.allow = 'autoplay'
      iframe.title = words.textContent
      iframe.src = options.frame.href
      exit.before(iframe)
      return iframe
    },
    setShown(shown) {
      panel.classList.toggle('shown', shown)
      pill.hidden = shown
      fit(shown)
    },
    describe(lang, unread) {
      const zh = /^zh/i.test(lang)
      const name = options.label || (zh ? '联系客服' : 'Chat with us')
      words.textContent = panel.ariaLabel = name
      badge.textContent = unread ? (unread > 99 ? '99+' : `${unread}`) : ''
      pill.ariaLabel = unread ? `${name}, ${unread} ${zh ? '条未读' : 'unread'}` : name
    },
  }
}
