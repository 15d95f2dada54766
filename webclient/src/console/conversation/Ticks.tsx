/** Sent and read differ by shape and by word. */
import { ClockCircleOutlined } from '@ant-design/icons'
import { useTranslation } from '../i18n/Words'

export type Tick = 'held' | 'sending' | 'queued' | 'sent' | 'read'

export function Ticks({ state }: { state: Tick }) {
  const { t } = useTranslation()
  const onItsWay = state !== 'sent' && state !== 'read'
  return (
    <span className={`ticks is-${state}`}>
      {onItsWay ? (
        <ClockCircleOutlined />
      ) : (
        <svg width="16" height="10" viewBox="0 0 16 10" aria-hidden="true">
          <path d="M1 5.5 4 8.5 10 1.5" />
          {state === 'read' && <path d="M6.5 7.5l1 1L14 1.5" />}
        </svg>
      )}
      {t(`conversation.${state}`)}
    </span>
  )
}
