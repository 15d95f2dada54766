/** A product as the shop's page shows it: picture, name, price. */
import type { ReactNode } from 'react'
import type { ProductBody } from '../../protocol/generated'

interface ProductCardProps {
  product: ProductBody
  /** Above the name, where the card does not explain itself. */
  children?: ReactNode
}

export function ProductCard({ product, children }: ProductCardProps) {
  return (
    <a className="card" href={product.url} target="_blank" rel="noreferrer noopener">
      {product.image && <img src={product.image} alt="" />}
      <span>
        {children}
        <b>{product.title}</b>
        {product.price && <strong>{product.price}</strong>}
      </span>
    </a>
  )
}
