/** One left message: who, what was said, what became of the answer, and the answer. */
import {
  ArrowLeftOutlined,
  CheckOutlined,
  LoginOutlined,
  RollbackOutlined,
} from '@ant-design/icons'
import { Alert, Button, Skeleton } from 'antd'
import { useEffect, useRef } from 'react'
import { shortTimeText } from '../../core/time'
import type { LeftMessageView } from '../../protocol/generated'
import { useActions } from '../actions'
import { SaidLine } from '../conversation/SaidLine'
import { useClient, useMay } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { Face } from '../marks'
import { usePreferences } from '../preferences'
import { ui } from '../ui'
import { useAgentName, useBuyerName, useShopName } from '../use-names'
import { LeftAnswer } from './LeftAnswer'
import { MailState } from './MailState'
import { useSaid } from './use-said'

interface MessageProps {
  left: LeftMessageView
  isHandled: boolean
  /** On a narrow screen this lies over the list. */
  onBack: () => void
}

export function LeftMessage({ left, isHandled, onBack }: MessageProps) {
  const { t } = useTranslation()
  const name = useBuyerName()({ id: left.contact, name: left.name })
  return (
    <section className="left-message" aria-label={t('left.of', { name })}>
      <Head left={left} isHandled={isHandled} name={name} onBack={onBack} />
      <Said left={left} name={name} />
      {left.mail && <MailState mail={left.mail} session={left.session} isHandled={isHandled} />}
      <LeftAnswer left={left} name={name} again={isHandled} />
    </section>
  )
}

function Head({ left, isHandled, name, onBack }: MessageProps & { name: string }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const shopName = useShopName()
  const agentName = useAgentName()
  const time = (at_ms: number) => shortTimeText(at_ms, Date.now(), locale)
  const facts = [
    left.email ?? t('left.noEmail'),
    shopName(left.shop),
    t('left.since', { time: time(left.arrived_ms) }),
  ]
  return (
    <header className="left-head">
      <Button
        type="text"
        className="left-back"
        icon={<ArrowLeftOutlined />}
        aria-label={t('left.back')}
        onClick={onBack}
      />
      <Face id={left.contact} name={name} size={36} />
      <div>
        <h2>{name}</h2>
        <small>{facts.join(' · ')}</small>
        {left.handled_by !== undefined && (
          <small>
            {t(isHandled ? 'left.handledBy' : 'left.openAgain', {
              name: agentName(left.handled_by),
              time: time(left.handled_ms ?? left.last_ms),
            })}
          </small>
        )}
      </div>
      <span className="grow" />
      <Marks session={left.session} isHandled={isHandled} />
    </header>
  )
}

/** What can be done besides answering. */
function Marks({ session, isHandled }: { session: string; isHandled: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const { claim } = useActions()
  const mayClaim = useMay('session.claim')
  const mark = () => attempt(() => client.call('left.handle', { session, handled: !isHandled }))
  const take = async () => {
    await claim(session)
    if (client.store.getState().selected === session)
      ui.dispatch({ page: 'reception', tab: 'open' })
  }
  return (
    <span className="left-marks">
      {mayClaim && (
        <Button icon={<LoginOutlined />} title={t('left.takeNote')} onClick={() => void take()}>
          {t('left.take')}
        </Button>
      )}
      <Button
        icon={isHandled ? <RollbackOutlined /> : <CheckOutlined />}
        onClick={() => void mark()}
      >
        {t(isHandled ? 'left.markUnhandled' : 'left.markHandled')}
      </Button>
    </span>
  )
}

function Said({ left, name }: { left: LeftMessageView; name: string }) {
  const { t } = useTranslation()
  const { said, again, earlier } = useSaid(left.session)
  const end = useRef<HTMLDivElement>(null)
  const count = said.state === 'here' ? said.value.messages.at(-1)?.seq : 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newer line is brought in sight
  useEffect(() => {
    // Newer browsers answer with a promise, which is no effect's end.
    end.current?.scrollIntoView({ block: 'end' })
  }, [count])
  return (
    <div
      className="left-said transcript"
      role="log"
      aria-label={t('left.said')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key
      tabIndex={0}
    >
      {said.state === 'loading' && <Skeleton active paragraph={{ rows: 3 }} title={false} />}
      {said.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('left.saidFailed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
      {said.state === 'here' && said.value.more && (
        <Button size="small" onClick={() => void earlier()}>
          {t('past.earlier')}
        </Button>
      )}
      {said.state === 'here' &&
        said.value.messages.map((message) => (
          <SaidLine key={message.seq} message={message} name={name} />
        ))}
      <div ref={end} />
    </div>
  )
}
