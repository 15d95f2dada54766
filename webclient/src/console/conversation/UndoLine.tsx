/** A message that is still held back: to whom it goes, in how long, and taking it back. */

import { UndoOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { CSSProperties } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import type { PendingMessage } from '../../core/pending'
import { useActions } from '../actions'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useKeyLabel } from '../key-labels'
import { useNow } from '../now'
import { useBuyerName } from '../use-names'

export function UndoLine({ view }: { view: SessionFacts }) {
  const held = useAgentState((state) =>
    state.pending.find((one) => one.session === view.id && one.heldUntil_ms !== undefined),
  )
  return held ? <Held key={held.cid} held={held} view={view} /> : null
}

function Held({ held, view }: { held: PendingMessage; view: SessionFacts }) {
  const { t } = useTranslation()
  const { takeBack } = useActions()
  const keys = useKeyLabel('undo')
  const now = useNow()
  const name = useBuyerName()(view.contact)
  const until = held.heldUntil_ms ?? now
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000))
  const internal = held.channel === 'internal'
  const style = { '--held': `${until - held.at_ms}ms` } as CSSProperties
  return (
    <div className="undo-line" role="status" style={style}>
      <span className="grow" aria-live="off">
        {internal ? t('undo.goesInternal', { seconds }) : t('undo.goesTo', { name, seconds })}
      </span>
      <Button
        type="link"
        size="small"
        icon={<UndoOutlined />}
        onClick={() => takeBack(view.id)}
        aria-label={t('undo.undo')}
      >
        {t('undo.undo')}
      </Button>
      <kbd>{keys}</kbd>
    </div>
  )
}
