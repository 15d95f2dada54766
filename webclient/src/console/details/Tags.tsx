/** What kind of contact the buyer is, in short. */

import { Tag } from 'antd'
import type { SessionFacts } from '../../core/agent-state'
import { useTranslation } from '../i18n/Words'

export function Tags({ view, identified }: { view: SessionFacts; identified: boolean }) {
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
