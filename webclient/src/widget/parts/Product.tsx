import type { Product } from '../../loader/messages'
import type { OrderBody as Order } from '../../protocol/generated'
import { useWidget } from '../context'

/** Only what a browser may safely load or open: a product comes from another page's script. */
const safeUrl = (url: string | undefined): string | undefined =>
  url && /^https?:\/\//i.test(url) ? url : undefined

export const ProductBody = ({ product }: { product: Product }) => {
  const image = safeUrl(product.image)
  const url = safeUrl(product.url)
  const name = <b>{product.title}</b>
  return (
    <span class="w-product">
      {image && <img src={image} alt="" loading="lazy" />}
      <span>
        {url ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {name}
          </a>
        ) : (
          name
        )}
        {product.price && <strong>{product.price}</strong>}
      </span>
    </span>
  )
}

/** An order as an agent sends it: number, what is in it, how it stands. */
export const OrderBody = ({ order }: { order: Order }) => {
  const { text } = useWidget()
  const image = safeUrl(order.image)
  const url = safeUrl(order.url)
  const name = `${text.value.order} ${order.id}`
  const state = [order.status, order.total].filter(Boolean).join(' · ')
  return (
    <span class="w-product">
      {image && <img src={image} alt="" loading="lazy" />}
      <span>
        {url ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            <small>{name}</small>
          </a>
        ) : (
          <small>{name}</small>
        )}
        {order.title && <b>{order.title}</b>}
        {state && <strong>{state}</strong>}
      </span>
    </span>
  )
}

/** What the page around shows; one press asks about it. */
export const ProductCard = () => {
  const { text, host, askProduct } = useWidget()
  const product = host.state.value?.product
  if (!product) return null
  const image = safeUrl(product.image)
  return (
    <div class="w-card">
      <div class="w-product">
        {image && <img src={image} alt="" />}
        <span>
          <small>{text.value.viewing}</small>
          <b>{product.title}</b>
          {product.price && <strong>{product.price}</strong>}
        </span>
      </div>
      <button type="button" class="w-link" onClick={() => askProduct(product)}>
        {text.value.askProduct}
      </button>
    </div>
  )
}
