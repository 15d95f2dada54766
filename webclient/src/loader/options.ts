/** What the script tag says: `data-shop` is needed, the rest may be absent. */

import { accentFor, toCss, WHITE } from '../widget/accent'

export interface Options {
  /** Where the frame lies: on the server that the script came from. */
  readonly frame: URL
  readonly shop: string
  /** A CSS colour, readable under white. */
  readonly accent: string
  readonly lang: string
  /** `light` or `dark`; otherwise as the visitor's system says. */
  readonly theme: string | undefined
  /** The launcher's words, when the shop has its own. */
  readonly label: string | undefined
  readonly identity: string | undefined
}

/**
 * Args:
 *   script: our own tag; without `data-shop` there is nothing to show.
 *   savedLang: what the visitor chose in the widget earlier, over the tag's.
 */
export const readOptions = (
  { src, dataset }: { src: string; dataset: DOMStringMap },
  savedLang: string | null,
): Options | undefined => {
  // Who the visitor is goes to the frame by message: addresses are logged.
  const { identity, ...named } = dataset
  const { shop, lang, accent, theme, label } = named
  if (!shop) return undefined
  const frame = new URL('widget/frame.html', src)
  frame.search = `${new URLSearchParams({ ...(named as object), origin: location.origin })}`
  return {
    frame,
    shop,
    accent: toCss(accentFor(accent, WHITE)),
    lang: savedLang || lang || navigator.language,
    theme,
    label,
    identity,
  }
}
