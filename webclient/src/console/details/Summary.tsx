/** What was written down about a session, and what the buyer thought of it. */

import { Button, Rate, Tag } from 'antd'
import type { SessionFacts } from '../../core/agent-state'
import { shortTimeText } from '../../core/time'
import type { RatingView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { openDialog } from '../ui'
import { useAgentName } from '../use-names'
import { Section } from './Section'

export function Summary({ view }: { view: SessionFacts }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const agentName = useAgentName()
  const { summary } = view
  const write = (
    <Button
      type="link"
      size="small"
      onClick={() => openDialog({ kind: 'summary', session: view.id })}
    >
      {summary ? t('details.edit') : t('details.write')}
    </Button>
  )
  return (
    <Section title={t('details.summary')} extra={write}>
      {summary ? (
        <div>
          <Tag variant="filled">{summary.category}</Tag>
          <small>
            {t('summary.by', {
              name: agentName(summary.by),
              time: shortTimeText(summary.at_ms, Date.now(), locale),
            })}
          </small>
          {summary.note && <p className="note-text">{summary.note}</p>}
        </div>
      ) : (
        <p className="why-line">{t('details.noSummary')}</p>
      )}
    </Section>
  )
}

export function Rating({ rating }: { rating: RatingView }) {
  const { t } = useTranslation()
  return (
    <Section title={t('details.rating')}>
      <div role="img" aria-label={t('details.stars', { score: rating.score })}>
        <Rate disabled value={rating.score} />
      </div>
      {rating.comment && <p className="note-text">{rating.comment}</p>}
    </Section>
  )
}
