/** The left messages of one kind, as rows to choose from. */
import { Alert, Button, Empty, Skeleton, Tag } from 'antd'
import { shortTimeText } from '../../core/time'
import type { LeftMessagesView, LeftMessageView } from '../../protocol/generated'
import type { Loaded } from '../asking'
import { useTranslation } from '../i18n/Words'
import { Face } from '../marks'
import { usePreferences } from '../preferences'
import { useBuyerName, useShopName } from '../use-names'
import type { LeftTab } from './use-left'

interface ListProps {
  tab: LeftTab
  list: Loaded<LeftMessagesView>
  selected: string | null
  onSelect: (session: string) => void
  onAgain: () => void
  onOlder: () => Promise<boolean>
}

export function LeftList({ tab, list, selected, onSelect, onAgain, onOlder }: ListProps) {
  const { t } = useTranslation()
  if (list.state === 'loading') return <Skeleton active paragraph={{ rows: 4 }} title={false} />
  if (list.state === 'failed')
    return (
      <Alert
        type="error"
        showIcon
        title={t('left.failed')}
        action={<Button onClick={onAgain}>{t('common.retry')}</Button>}
      />
    )
  const { left, more } = list.value
  if (left.length === 0)
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={t(tab === 'handled' ? 'left.noneHandled' : 'left.none')}
      />
    )
  return (
    <>
      <ul className="left-rows">
        {left.map((one) => (
          <li key={one.session}>
            <Row one={one} here={one.session === selected} onSelect={onSelect} />
          </li>
        ))}
      </ul>
      {more && tab === 'handled' && (
        <Button type="link" onClick={() => void onOlder()}>
          {t('left.older')}
        </Button>
      )}
      {more && tab === 'unhandled' && <p className="settings-note">{t('left.more')}</p>}
    </>
  )
}

interface RowProps {
  one: LeftMessageView
  here: boolean
  onSelect: (session: string) => void
}

function Row({ one, here, onSelect }: RowProps) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const shopName = useShopName()
  const name = useBuyerName()({ id: one.contact, name: one.name })
  return (
    <button
      type="button"
      className="left-row"
      aria-current={here ? 'true' : undefined}
      onClick={() => onSelect(one.session)}
    >
      <Face id={one.contact} name={name} size={32} />
      <span className="left-who">
        <b>{name}</b>
        <small>{one.email ?? t('left.noEmail')}</small>
      </span>
      <span className="left-when">
        <time>{shortTimeText(one.handled_ms ?? one.last_ms, Date.now(), locale)}</time>
        <MailTag one={one} />
        {one.private && <Tag>{t('left.private')}</Tag>}
        <small>{shopName(one.shop)}</small>
      </span>
      {one.text && <span className="left-text">{one.text}</span>}
    </button>
  )
}

const COLORS = {
  queued: 'processing',
  sending: 'processing',
  sent: 'success',
  failed: 'error',
  unknown: 'warning',
} as const

function MailTag({ one }: { one: LeftMessageView }) {
  const { t } = useTranslation()
  return one.mail ? (
    <Tag color={COLORS[one.mail.state]}>{t(`left.mail.${one.mail.state}`)}</Tag>
  ) : null
}
