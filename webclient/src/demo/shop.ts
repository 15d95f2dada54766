/** The sample shop: which product its page shows, and what is in the cart. */

import type { Product } from '../loader/messages'
import { computed, signal } from '../widget/signals'
import lamp from './art/lamp.svg?no-inline'
import pack from './art/pack.svg?no-inline'
import tent from './art/tent.svg?no-inline'
import type { ProductId, Text } from './text'

export const pictures: Record<ProductId, string> = { tent, pack, lamp }
export const productIds = Object.keys(pictures) as ProductId[]

const shownNow = (): ProductId => productIds.find((id) => location.hash === `#${id}`) ?? 'tent'

export const shown = signal<ProductId>(shownNow())
const cart = signal<ReadonlySet<ProductId>>(new Set())
export const cartCount = computed(() => cart.value.size)
export const isInCart = computed(() => cart.value.has(shown.value))

export const addToCart = (): void => {
  cart.value = new Set([...cart.value, shown.value])
}

addEventListener('hashchange', () => {
  shown.value = shownNow()
})

/** What the shop's page tells the widget about itself. */
export const productOf = (id: ProductId, text: Text): Product => ({
  id,
  title: text.products[id].name,
  price: text.products[id].price,
  url: new URL(`#${id}`, location.href).href,
  image: new URL(pictures[id], location.href).href,
})
