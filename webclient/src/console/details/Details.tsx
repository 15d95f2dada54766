/** The right column: who writes, from where, why here, and who takes part. */
import {
  ClockCircleOutlined,
  GlobalOutlined,
  HistoryOutlined,
  IdcardOutlined,
  LinkOutlined,
  MailOutlined,
  ShopOutlined,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { durationText, shortTimeText } from '../../core/time'
import type { SessionView } from '../../protocol/generated'
import { ProductCard } from '../conversation/ProductCard'
import { useAgentState } from '../desk'
import { usePreferences } from '../preferences'
import { useReasonText } from '../system-text'
import { useAgentName, useBuyerName, useShopName } from '../use-names'
import { Members } from './Members'
import { Section } from './Section'
import { Rating, Summary } from './Summary'

export function Details({ view }: { view: SessionView | undefined }) {
  const { t } = useTranslation()
  // Who takes part in what is no longer in sight is not known.
  const live = useAgentState((state) => view !== undefined && view.id in state.sessions)
  return (
    <aside className="details" aria-label={t('details.label')}>
      {view && (
        <>
          <Looking view={view} />
          <Buyer view={view} />
          {live && <Members view={view} />}
          <Reason view={view} />
          <Summary view={view} />
          {view.rating && <Rating rating={view.rating} />}
        </>
      )}
    </aside>
  )
}

function Fact({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        {icon}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

function Buyer({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const shopName = useShopName()
  const agentName = useAgentName()
  const name = useBuyerName()(view.contact)
  const { page, email, buyer, recent_agent: recent } = view.contact
  return (
    <Section title={t('details.buyer')}>
      <dl>
        <Fact icon={<IdcardOutlined />} name={t('details.name')}>
          {name}
        </Fact>
        <Fact icon={<ShopOutlined />} name={t('details.shop')}>
          {shopName(view.shop)}
        </Fact>
        {page && (
          <Fact icon={<LinkOutlined />} name={t('details.page')}>
            <PageLink url={page.url} title={page.title} />
          </Fact>
        )}
        {page?.referrer && (
          <Fact icon={<GlobalOutlined />} name={t('details.referrer')}>
            <PageLink url={page.referrer} title={hostOf(page.referrer)} />
          </Fact>
        )}
        {email && (
          <Fact icon={<MailOutlined />} name={t('details.email')}>
            {email}
          </Fact>
        )}
        {recent && (
          <Fact icon={<HistoryOutlined />} name={t('details.recent')}>
            {agentName(recent)}
          </Fact>
        )}
        <Fact icon={<ClockCircleOutlined />} name={t('details.arrived')}>
          {shortTimeText(view.arrived_ms, Date.now(), locale)}
        </Fact>
      </dl>
      <Tags view={view} identified={buyer !== undefined} />
    </Section>
  )
}

/** The product on the buyer's page, as the buyer sees it. */
function Looking({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const product = view.contact.page?.product
  if (!product) return null
  return (
    <Section title={t('details.product')}>
      <ProductCard product={product} />
    </Section>
  )
}

/** Only web addresses become links: a page's own address is what a stranger's browser said. */
function PageLink({ url, title }: { url: string; title: string }) {
  if (!/^https?:\/\//.test(url)) return title
  return (
    <a href={url} title={url} target="_blank" rel="noreferrer noopener">
      {title || url}
    </a>
  )
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

function Tags({ view, identified }: { view: SessionView; identified: boolean }) {
  const { t } = useTranslation()
  const { private: bound, blocked } = view.contact
  const { priority } = view
  return (
    <div className="tags">
      <Tag variant="filled">
        {t(identified ? 'details.tags.identified' : 'details.tags.anonymous')}
      </Tag>
      {bound && (
        <Tag variant="filled" color="processing">
          {t('details.tags.private')}
        </Tag>
      )}
      {priority > 0 && (
        <Tag variant="filled" color="warning">
          {t('details.tags.priority', { priority })}
        </Tag>
      )}
      {blocked && (
        <Tag variant="filled" color="error">
          {t('details.tags.blocked')}
        </Tag>
      )}
    </div>
  )
}

function Reason({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const { position, eta_ms: eta } = view
  const words = [reasonText(view.reason, view.owner)]
  if (position !== undefined) words.push(t('list.position', { position }))
  if (eta !== undefined) words.push(t('why.eta', { time: durationText(eta) }))
  return (
    <Section title={t('details.reason')} extra={<small>{t(`phase.${view.phase}`)}</small>}>
      <p className="why-line">{words.join(' · ')}</p>
    </Section>
  )
}
