/** What the page around says, cut to what the wire takes: a shop's titles and addresses are its own. */

import type { PageState, Product } from '../loader/messages'
import { LIMITS, type PageInfo, type ProductBody } from '../protocol/generated'

/** By whole characters: half of one would not be text any more. */
const clip = (text: string, max: number): string =>
  [...text.replaceAll('\0', '')].slice(0, max).join('')

/** A cut address leads elsewhere: rather none. */
const asUrl = (text: string | undefined): string =>
  text && text.length <= LIMITS.URL_MAX && /^https?:\/\/\S*$/.test(text) ? text : ''

export const pageInfo = ({ page }: PageState): PageInfo => ({
  url: asUrl(page.url) || asUrl(page.url.split(/[?#]/)[0]),
  title: clip(page.title, LIMITS.TITLE_MAX),
  referrer: asUrl(page.referrer),
})

export const productBody = (product: Product, page: PageState): ProductBody => {
  const image = asUrl(product.image)
  return {
    id: clip(String(product.id), LIMITS.ID_MAX),
    title: clip(String(product.title), LIMITS.TITLE_MAX),
    url: asUrl(product.url) || pageInfo(page).url,
    ...(product.price && { price: clip(String(product.price), LIMITS.SHORT_MAX) }),
    ...(image && { image }),
  }
}
