/** What stands in or above the composer's place: ended, cached, watched, and invitations sent. */
import { ClockCircleOutlined, EyeInvisibleOutlined, SwapOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { EndedSession, Offer, SessionFacts } from '../../core/agent-state'
import { useActions } from '../actions'
import { useAgentState, useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { openDialog } from '../ui'
import { useAgentName } from '../use-names'

export function InCache({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { open } = useActions()
  return (
    <div className="closed-note">
      <ClockCircleOutlined />
      <span className="grow">{t('closed.cached')}</span>
      <Button type="primary" size="small" onClick={() => void open(view.id)}>
        {t('header.openNow')}
      </Button>
    </div>
  )
}

export function Ended({ ended }: { ended: EndedSession }) {
  const { t } = useTranslation()
  const client = useClient()
  const { start } = useActions()
  const { id, contact, phase } = ended.view
  const closed = phase === 'closed'
  return (
    <div className="closed-note">
      <span className="grow">
        {t(closed ? 'closed.ended' : 'closed.gone', { why: t(`ended.${ended.why}`) })}
      </span>
      {closed && !contact.blocked && (
        <Button size="small" onClick={() => void start(contact.id)}>
          {t('closed.startAgain')}
        </Button>
      )}
      <Button
        size="small"
        type="text"
        onClick={() => client.store.dispatch({ t: 'ended.cleared', session: id })}
      >
        {t('closed.remove')}
      </Button>
    </div>
  )
}

/** A watcher is never in doubt that they are one. */
export function Watching({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { watch, closePane } = useActions()
  const stop = () => {
    closePane(view.id)
    void watch(null)
  }
  return (
    <div className="banner">
      <EyeInvisibleOutlined />
      {t('closed.watching')}
      <button type="button" className="link" onClick={stop}>
        {t('closed.stopWatching')}
      </button>
    </div>
  )
}

/** Invitations of this session that are open, or whose end has not been seen yet. */
export function Offers({ session }: { session: string }) {
  const offers = useAgentState((state) => state.offers)
  return offers
    .filter((offer) => offer.invitation.session === session)
    .map((offer) => <OfferLine key={offer.invitation.to} offer={offer} />)
}

function OfferLine({ offer }: { offer: Offer }) {
  const { t } = useTranslation()
  const client = useClient()
  const name = useAgentName()(offer.invitation.to)
  const { session, to, mode } = offer.invitation
  const { end } = offer
  const dismiss = () => client.store.dispatch({ t: 'offer.dismissed', session, to })
  if (end === null)
    return (
      <div className="banner" role="status">
        <SwapOutlined />
        {mode === 'transfer'
          ? t('offer.waitingTransfer', { name })
          : t('offer.waitingJoin', { name })}
      </div>
    )
  const words = end.reason
    ? t('offer.declinedReason', { name, reason: end.reason })
    : t(`offer.${end.why}`, { name })
  return (
    <div className="banner is-warning" role="status">
      <SwapOutlined />
      {words}
      <span className="grow" />
      <Button
        size="small"
        type="link"
        onClick={() => {
          dismiss()
          openDialog({ kind: 'transfer', session, mode })
        }}
      >
        {t('offer.again')}
      </Button>
      <Button size="small" type="text" onClick={dismiss}>
        {t('offer.dismiss')}
      </Button>
    </div>
  )
}
