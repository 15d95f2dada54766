/** 宝贝快捷发送: what this buyer looked at, then the shop's products; one press sends a card. */

import { PushpinFilled, PushpinOutlined, ShoppingOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import type {
  ContactDetails,
  ProductBody,
  ProductsView,
  ProductView,
} from '../../protocol/generated'
import { useAsk, useLoaded } from '../asking'
import { useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'

export function ProductsButton({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="topLeft"
      destroyOnHidden
      content={<Products view={view} onSent={() => setOpen(false)} />}
    >
      <Tooltip title={open ? '' : t('products.title')}>
        <Button
          type="text"
          size="small"
          icon={<ShoppingOutlined />}
          aria-label={t('products.title')}
        />
      </Tooltip>
    </Popover>
  )
}

const bodyOf = ({ id, title, url, price, image }: ProductBody): ProductBody => ({
  id,
  title,
  url,
  ...(price !== undefined && { price }),
  ...(image !== undefined && { image }),
})

function Products({ view, onSent }: { view: SessionFacts; onSent: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [query, setQuery] = useState('')
  const shop = useLoaded<ProductsView>(`/api/shops/${encodeURIComponent(view.shop)}/products`)
  const known = useLoaded<ContactDetails>(`/api/contacts/${encodeURIComponent(view.contact.id)}`)
  const has = ({ title, id }: ProductBody) =>
    `${title} ${id}`.toLowerCase().includes(query.trim().toLowerCase())
  const seen = new Map<string, ProductBody>()
  if (known.loaded.state === 'here')
    for (const { product } of known.loaded.value.trail)
      if (product && !seen.has(product.id)) seen.set(product.id, product)
  const all = shop.loaded.state === 'here' ? shop.loaded.value.products : []
  const looked = [...seen.values()].filter(has)
  const listed = all.filter(has)
  const send = (product: ProductBody) => {
    client.send(view.id, 'public', { kind: 'product', body: bodyOf(product) })
    onSent()
  }
  const settled = shop.loaded.state !== 'loading'
  return (
    <div className="products">
      <Input
        size="small"
        autoFocus
        allowClear
        value={query}
        placeholder={t('products.search')}
        aria-label={t('products.search')}
        onChange={(event) => setQuery(event.target.value)}
      />
      {shop.loaded.state === 'failed' && (
        <p role="alert">
          {t('products.failed')}{' '}
          <Button type="link" size="small" onClick={shop.again}>
            {t('common.retry')}
          </Button>
        </p>
      )}
      {looked.length > 0 && <h3>{t('products.seen')}</h3>}
      <Rows products={looked} onSend={send} />
      {listed.length > 0 && <h3>{t('products.shop')}</h3>}
      <Rows products={listed} onSend={send} pin={{ shop: view.shop, put: shop.put }} />
      {settled && looked.length + listed.length === 0 && (
        <p className="why-line">{t('products.empty')}</p>
      )}
    </div>
  )
}

interface RowsProps {
  products: readonly (ProductBody | ProductView)[]
  onSend: (product: ProductBody) => void
  pin?: { shop: string; put: (view: ProductsView) => void }
}

function Rows({ products, onSend, pin }: RowsProps) {
  const { t } = useTranslation()
  return (
    <ul>
      {products.map((product) => (
        <li key={product.id}>
          <button type="button" onClick={() => onSend(product)}>
            <span className="unseen">{t('keys.send')} </span>
            {product.image ? <img src={product.image} alt="" /> : <ShoppingOutlined />}
            <span>
              <b>{product.title}</b>
              {product.price && <strong>{product.price}</strong>}
            </span>
          </button>
          {pin && !('configured' in product && product.configured) && (
            <Pin product={product} {...pin} />
          )}
        </li>
      ))}
    </ul>
  )
}

interface PinProps {
  product: ProductView
  shop: string
  put: (view: ProductsView) => void
}

function Pin({ product, shop, put }: PinProps) {
  const { t } = useTranslation()
  const ask = useAsk()
  const attempt = useAttempt()
  const pinned = product.pinned === true
  const path = `/api/shops/${encodeURIComponent(shop)}/products/${encodeURIComponent(product.id)}`
  const { id: _, ...rest } = bodyOf(product)
  const change = () =>
    attempt(async () => put(await ask<ProductsView>('PUT', path, { ...rest, pinned: !pinned })))
  return (
    <Button
      type="text"
      size="small"
      icon={pinned ? <PushpinFilled /> : <PushpinOutlined />}
      aria-pressed={pinned}
      aria-label={t('products.pin', { title: product.title })}
      onClick={() => void change()}
    />
  )
}
