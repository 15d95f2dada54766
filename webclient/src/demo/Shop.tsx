import { addToCart, cartCount, isInCart, pictures, productIds, shown } from './shop'
import type { Text } from './text'

const Window = ({ text }: { text: Text }) => (
  <nav aria-label={text.shop}>
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M4 10l1.5-5h13L20 10M5 10v9h14v-9M10 19v-5h4v5" />
    </svg>
    <b>{text.shop}</b>
    <span>
      {productIds.map((id) => (
        <a key={id} href={`#${id}`} aria-current={id === shown.value ? 'page' : undefined}>
          {text.products[id].short}
        </a>
      ))}
      {cartCount.value > 0 && <small>{text.cartCount(cartCount.value)}</small>}
    </span>
  </nav>
)

/** A shop's product page as a browser would show it; the widget on it is the real one. */
export const Shop = ({ text }: { text: Text }) => {
  const product = text.products[shown.value]
  return (
    <div class="window">
      <div class="address" aria-hidden="true">
        <i />
        <i />
        <i />
        <span>
          {location.host}/demo/#{shown.value}
        </span>
      </div>
      <div class="shop">
        <Window text={text} />
        <article>
          <img src={pictures[shown.value]} alt="" width="352" height="352" />
          <div>
            <h2>{product.name}</h2>
            <strong>{product.price}</strong>
            <small>{product.facts}</small>
            <button type="button" onClick={addToCart} disabled={isInCart.value}>
              {isInCart.value ? text.inCart : text.cart}
            </button>
            <ul>
              {product.points.map((point) => (
                <li key={point}>
                  <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
                    <path d="M5 12.5l4.5 4.5L19 7" />
                  </svg>
                  {point}
                </li>
              ))}
            </ul>
          </div>
        </article>
      </div>
    </div>
  )
}
