import type { Product } from '../../loader/messages'
import type { OrderBody as Order } from '../../protocol/generated'
import { useWidget } from '../context'

/** Only what a browser may safely load or open: a product comes from another page's script. */
const safeUrl = (url: string | undefined): string | undefined =>
  url && /^https?:\/\//i.test(url) ? url : undefined

interface ThingProps {
  image: string | undefined
  url?: string | undefined
  /** Stands above the title. */
  head?: string
  title: string | undefined
  note: string | undefined
}

/** A picture, and beside it what it is; the first line leads to its page. */
const Thing = ({ image, url, head, title, note }: ThingProps) => {
  const picture = safeUrl(image)
  const href = safeUrl(url)
  const first = head ? <small>{head}</small> : <b>{title}</b>
  return (
    <span class="w-product">
      {picture && <img src={picture} alt="" loading="lazy" />}
      <span>
        {href ? (
          <a href={href} target="_blank" rel="noreferrer">
            {first}
          </a>
        ) : (
          first
        )}
        {head && title && <b>{title}</b>}
        {note && <strong>{note}</strong>}
      </span>
    </span>
  )
}

export const ProductBody = ({ product: { image, url, title, price } }: { product: Product }) => (
  <Thing image={image} url={url} title={title} note={price} />
)

/** An order as an agent sends it: number, what is in it, how it stands. */
export const OrderBody = ({ order }: { order: Order }) => {
  const { text } = useWidget()
  const { image, url, id, title, status, total } = order
  const note = [status, total].filter(Boolean).join(' · ')
  return <Thing image={image} url={url} head={`${text.order} ${id}`} title={title} note={note} />
}

/** What the page around shows; one press asks about it. */
export const ProductCard = () => {
  const { text, host, askProduct } = useWidget()
  const product = host.state.value?.product
  if (!product) return null
  const { image, title, price } = product
  return (
    <div class="w-card">
      <Thing image={image} head={text.viewing} title={title} note={price} />
      <button type="button" class="w-link" onClick={() => askProduct(product)}>
        {text.askProduct}
      </button>
    </div>
  )
}
