/** What a message says, by its kind, in a bubble. Links are shown as text a person can read. */
import { EyeOutlined, ShoppingOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { type Content, neverHappens } from '../../core/wire'
import type { KindAndBody, OrderBody, ProductBody } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { useSystemText } from '../system-text'
import { FileCard, Picture } from './Files'
import { fontClass } from './font'
import { Linked } from './Linked'
import { ProductCard } from './ProductCard'

type Said = Content | KindAndBody<'system'>

interface BodyProps {
  content: Said
  /** Where it was said; null until that is known. */
  session: string | null
  children?: ReactNode
}

export function Body({ content, session, children }: BodyProps) {
  const systemText = useSystemText()
  switch (content.kind) {
    case 'text':
      return (
        <div className={`bubble${fontClass(content.body)}`}>
          {children}
          <Linked text={content.body.text} />
        </div>
      )
    case 'product':
      return (
        <div className="bubble is-card">
          {children}
          <Product product={content.body} />
        </div>
      )
    case 'order':
      return (
        <div className="bubble is-card">
          {children}
          <Order order={content.body} />
        </div>
      )
    case 'image':
      return (
        <div className="bubble is-card">
          {children}
          <Picture session={session} picture={content.body} />
        </div>
      )
    case 'file':
      return (
        <div className="bubble">
          {children}
          <FileCard session={session} file={content.body} />
        </div>
      )
    case 'system':
      return <div className="bubble">{systemText(content.body)}</div>
    default:
      return neverHappens(content)
  }
}

function Product({ product }: { product: ProductBody }) {
  const { t } = useTranslation()
  return (
    <ProductCard product={product}>
      <small>
        <EyeOutlined />
        {t('conversation.askingAbout')}
      </small>
    </ProductCard>
  )
}

function Order({ order }: { order: OrderBody }) {
  const { t } = useTranslation()
  const Card = order.url ? 'a' : 'span'
  const link = order.url ? { href: order.url, target: '_blank', rel: 'noreferrer noopener' } : {}
  return (
    <Card className="card" {...link}>
      {order.image && <img src={order.image} alt="" />}
      <span>
        <small>
          <ShoppingOutlined />
          {t('conversation.order')} {order.id}
        </small>
        {order.title && <b>{order.title}</b>}
        <span>{[order.status, order.total].filter(Boolean).join(' · ')}</span>
      </span>
    </Card>
  )
}
