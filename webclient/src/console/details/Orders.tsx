/** ERP 信息: the buyer's orders, as the shop's own system tells them, each a card to be sent. */

import { ReloadOutlined, SendOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { shortTimeText } from '../../core/time'
import type { Order, OrderBody, OrdersView } from '../../protocol/generated'
import { LIMITS } from '../../protocol/generated'
import { useLoaded } from '../asking'
import { useAgentState, useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { pathOf } from './known'
import { PageLink } from './PageLink'
import { Section } from './Section'

const FAULTS = ['address', 'name', 'connection', 'time', 'size', 'status', 'shape'] as const

export function Orders({ view, known }: { view: SessionFacts; known: string }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const [tries, setTries] = useState(0)
  const fresh = tries > 0 ? `?fresh=1&try=${tries}` : ''
  const { loaded } = useLoaded<OrdersView>(`${pathOf(view)}/orders${fresh}`, known)
  if (loaded.state === 'here' && loaded.value.state === 'off') return null
  const asked = loaded.state === 'here' ? loaded.value.asked_ms : undefined
  const again = (
    <>
      {asked !== undefined && <small>{shortTimeText(asked, Date.now(), locale)}</small>}
      <Button
        type="text"
        size="small"
        icon={<ReloadOutlined spin={loaded.state === 'loading'} />}
        aria-label={t('orders.again')}
        onClick={() => setTries(tries + 1)}
      />
    </>
  )
  return (
    <Section title={t('orders.title')} extra={again}>
      {loaded.state === 'failed' && <p role="alert">{t('orders.unreachable')}</p>}
      {loaded.state === 'here' && <Answer view={view} answer={loaded.value} />}
      {loaded.state === 'loading' && <p className="why-line">{t('common.loading')}</p>}
    </Section>
  )
}

function Answer({ view, answer }: { view: SessionFacts; answer: OrdersView }) {
  const { t } = useTranslation()
  if (answer.state === 'unknown') return <p className="why-line">{t('orders.unknown')}</p>
  if (answer.state === 'failed') {
    const fault = FAULTS.find((one) => one === answer.fault) ?? 'connection'
    const reason = t(`orders.fault.${fault}`, { status: answer.status ?? '' })
    return <p role="alert">{t('orders.failed', { reason })}</p>
  }
  const orders = answer.orders ?? []
  if (orders.length === 0) return <p className="why-line">{t('orders.none')}</p>
  return (
    <ul className="orders">
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} view={view} />
      ))}
    </ul>
  )
}

const itemsText = (order: Order): string =>
  (order.items ?? []).map(({ title, count = 1 }) => `${title} × ${count}`).join('、')

function bodyOf(order: Order): OrderBody {
  const title = itemsText(order).slice(0, LIMITS.TITLE_MAX)
  const image = order.items?.find((item) => item.image)?.image
  return {
    id: order.id,
    ...(title && { title }),
    ...(order.status && { status: order.status }),
    ...(order.total && { total: order.total }),
    ...(order.url && { url: order.url }),
    ...(image && { image }),
  }
}

function OrderRow({ order, view }: { order: Order; view: SessionFacts }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const client = useClient()
  const me = useAgentState((state) => state.me?.agent)
  const open = view.phase === 'open' && view.members.some((one) => one.agent === me)
  const { tracking } = order
  return (
    <li>
      <div className="order-head">
        <b>{order.id}</b>
        {order.status && <Tag variant="filled">{order.status}</Tag>}
        <span className="grow" />
        {order.total && <strong>{order.total}</strong>}
        {open && (
          <Button
            type="text"
            size="small"
            icon={<SendOutlined />}
            aria-label={t('orders.send', { id: order.id })}
            onClick={() => client.send(view.id, 'public', { kind: 'order', body: bodyOf(order) })}
          />
        )}
      </div>
      <p>
        {itemsText(order)}
        {order.at_ms !== undefined && (
          <small>{shortTimeText(order.at_ms, Date.now(), locale)}</small>
        )}
      </p>
      {tracking && (
        <p className="order-tracking">
          {tracking.carrier} <PageLink url={tracking.url ?? ''} title={tracking.number} />
        </p>
      )}
    </li>
  )
}
