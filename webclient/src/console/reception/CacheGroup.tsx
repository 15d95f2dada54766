/** One's own cache: who waits for one of my windows, in the order in which they will open. */
import { CloudDownloadOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useMemo, useState } from 'react'
import type { SessionView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { ShopMark, WaitTimer } from '../marks'
import { usePreviewText } from '../preview-text'
import { cachedViews } from '../rows'
import { useBuyerName } from '../use-names'
import { Group } from './Group'
import { Why } from './Why'

export function CacheGroup() {
  const { t } = useTranslation()
  const cache = useAgentState((state) => state.cache)
  const sessions = useAgentState((state) => state.sessions)
  const views = useMemo(() => cachedViews({ cache, sessions }), [cache, sessions])
  return (
    <Group title={t('list.cache')} count={views.length} hint={t('list.cacheHint')}>
      {views.length === 0 ? (
        <p>{t('list.cacheEmpty')}</p>
      ) : (
        <ul>
          {views.map((view) => (
            <li key={view.id}>
              <CacheEntry view={view} />
            </li>
          ))}
        </ul>
      )}
    </Group>
  )
}

function CacheEntry({ view }: { view: SessionView }) {
  const { t } = useTranslation()
  const { open, select } = useActions()
  const [shown, setOpen] = useState(false)
  const name = useBuyerName()(view.contact)
  const previewText = usePreviewText()
  const why = (
    <Why session={view.id} owner={view.owner} priority={view.priority}>
      <Button size="small" onClick={() => void open(view.id)}>
        {t('why.takeNow')}
      </Button>
    </Why>
  )
  return (
    <Popover
      placement="right"
      trigger={['hover', 'focus']}
      mouseEnterDelay={0.3}
      content={why}
      destroyOnHidden
      open={shown}
      onOpenChange={setOpen}
    >
      <button
        type="button"
        className="slim"
        onClick={() => {
          setOpen(false)
          select(view.id)
        }}
      >
        <CloudDownloadOutlined />
        <b>{name}</b>
        <ShopMark shop={view.shop} />
        <span className="last">{view.last_message && previewText(view.last_message)}</span>
        <WaitTimer since={view.unanswered_since_ms ?? view.arrived_ms} bare />
      </button>
    </Popover>
  )
}
