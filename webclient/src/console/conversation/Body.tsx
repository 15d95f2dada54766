/** What a message says, by its kind, in a bubble. Links are shown as text a person can read. */
import { EyeOutlined, FileOutlined, PictureOutlined, ShoppingOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Content, neverHappens } from '../../core/wire'
import type { KindAndBody, OrderBody, ProductBody } from '../../protocol/generated'
import { useSystemText } from '../system-text'
import { Linked } from './Linked'
import { ProductCard } from './ProductCard'

type Said = Content | KindAndBody<'system'>

export function Body({ content, children }: { content: Said; children?: ReactNode }) {
  const systemText = useSystemText()
  switch (content.kind) {
    case 'text':
      return (
        <div className="bubble">
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
    case 'file':
      return (
        <div className="bubble">
          {children}
          <Upload {...content.body} picture={content.kind === 'image'} />
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
  return (
    <span className="card">
      {order.image && <img src={order.image} alt="" />}
      <span>
        <small>
          <ShoppingOutlined />
          {t('conversation.order')} {order.id}
        </small>
        {order.title && <b>{order.title}</b>}
        <span>{[order.status, order.total].filter(Boolean).join(' · ')}</span>
      </span>
    </span>
  )
}

interface UploadProps {
  name: string
  size: number
  picture: boolean
}

function Upload({ name, size, picture }: UploadProps) {
  const { t } = useTranslation()
  return (
    <span className="file">
      {picture ? <PictureOutlined /> : <FileOutlined />}
      <span>
        <b>{name}</b>
        <small>{t('conversation.bytes', { size: Math.max(1, Math.round(size / 1024)) })}</small>
      </span>
    </span>
  )
}
