/** The right column: who writes, from where, why here, and who takes part. */

import {
  ClockCircleOutlined,
  EnvironmentOutlined,
  GlobalOutlined,
  HistoryOutlined,
  IdcardOutlined,
  LinkOutlined,
  MailOutlined,
  SearchOutlined,
  ShopOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { memo, type ReactNode, useDeferredValue } from 'react'
import { type SessionFacts, viewOf } from '../../core/agent-state'
import { durationText, shortTimeText } from '../../core/time'
import type { ContactDetails } from '../../protocol/generated'
import { ProductCard } from '../conversation/ProductCard'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useReasonText } from '../system-text'
import { useFacts } from '../use-facts'
import { useAgentName, useBuyerName, useShopName } from '../use-names'
import { Fact } from './Fact'
import { useKnown } from './known'
import { Members } from './Members'
import { EditNote, NoteFacts } from './Note'
import { Orders } from './Orders'
import { PageLink } from './PageLink'
import { PastSessions } from './PastSessions'
import { PhraseSection } from './PhraseSection'
import { Section } from './Section'
import { Rating, Summary } from './Summary'
import { Tags } from './Tags'
import { Trail } from './Trail'

/** Of the session that is shown. */
export const Details = memo(function Details() {
  const { t } = useTranslation()
  const selected = useFacts(
    useAgentState((state) => (state.selected === null ? undefined : viewOf(state, state.selected))),
  )
  // The conversation comes first: whoever goes from one to the next waits for nothing else.
  const view = useDeferredValue(selected)
  // Who takes part in what is no longer in sight is not known.
  const live = useAgentState((state) => view !== undefined && view.id in state.sessions)
  return (
    <aside className="details" aria-label={t('details.label')}>
      {view && (
        <>
          <Known key={view.contact.id} view={view}>
            {live && <Members view={view} />}
            <Reason view={view} />
            <Summary view={view} />
            {view.rating && <Rating rating={view.rating} />}
          </Known>
          <PhraseSection view={view} />
        </>
      )}
    </aside>
  )
})

/** What is known beside the session, around what the session itself says. */
function Known({ view, children }: { view: SessionFacts; children: ReactNode }) {
  const { t } = useTranslation()
  const { loaded, again } = useKnown(view)
  const known = loaded.state === 'here' ? loaded.value : undefined
  return (
    <>
      <Looking view={view} />
      <Buyer view={view} known={known} onChanged={again} />
      {loaded.state === 'failed' && (
        <p className="known-failed" role="alert">
          {t('details.failed')}{' '}
          <Button type="link" size="small" onClick={again}>
            {t('common.retry')}
          </Button>
        </p>
      )}
      <Orders view={view} known={`${known?.note.version} ${view.contact.buyer}`} />
      {children}
      {known && <PastSessions view={view} known={known} />}
      {known && <Trail trail={known.trail} />}
    </>
  )
}

interface BuyerProps {
  view: SessionFacts
  known: ContactDetails | undefined
  onChanged: () => void
}

function Buyer({ view, known, onChanged }: BuyerProps) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const shopName = useShopName()
  const agentName = useAgentName()
  const name = useBuyerName()(view.contact)
  const { page, email, buyer, recent_agent: recent } = view.contact
  return (
    <Section
      title={t('details.buyer')}
      extra={known && <EditNote view={view} note={known.note} onSaved={onChanged} />}
    >
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
        {known?.region && (
          <Fact icon={<EnvironmentOutlined />} name={t('details.region')}>
            {regionName(known.region, locale)}
          </Fact>
        )}
        {known?.source && (
          <Fact icon={<GlobalOutlined />} name={t('details.referrer')}>
            <PageLink url={known.source.referrer ?? ''} title={known.source.site ?? ''} />
          </Fact>
        )}
        {known?.source?.keywords && (
          <Fact icon={<SearchOutlined />} name={t('details.keywords')}>
            {known.source.keywords}
          </Fact>
        )}
        {email && (
          <Fact icon={<MailOutlined />} name={t('details.email')}>
            {email}
          </Fact>
        )}
        {known && <NoteFacts note={known.note} />}
        {recent && (
          <Fact icon={<HistoryOutlined />} name={t('details.recent')}>
            {agentName(recent)}
          </Fact>
        )}
        <Fact icon={<ClockCircleOutlined />} name={t('details.arrived')}>
          {shortTimeText(view.arrived_ms, Date.now(), locale)}
        </Fact>
      </dl>
      {known?.note.note && <p className="note-text">{known.note.note}</p>}
      <Tags view={view} identified={buyer !== undefined} />
    </Section>
  )
}

/** A country by its name in the reader's language. */
const regionName = (code: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code

/** The product on the buyer's page, as the buyer sees it. */
function Looking({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const product = view.contact.page?.product
  if (!product) return null
  return (
    <Section title={t('details.product')}>
      <ProductCard product={product} />
    </Section>
  )
}

function Reason({ view }: { view: SessionFacts }) {
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
