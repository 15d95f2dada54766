/** 买家轨迹: the pages of this visit and former ones, the latest first, with the time at each. */

import { Button } from 'antd'
import { useState } from 'react'
import { durationText, shortTimeText } from '../../core/time'
import type { VisitView } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { PageLink } from './PageLink'
import { Section } from './Section'

const SHOWN = 5

export function Trail({ trail }: { trail: readonly VisitView[] }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const [all, setAll] = useState(false)
  const shown = all ? trail : trail.slice(0, SHOWN)
  return (
    <Section title={t('trail.title')} extra={<small>{trail.length || ''}</small>}>
      {trail.length === 0 && <p className="why-line">{t('trail.none')}</p>}
      <ol className="trail">
        {shown.map((visit) => (
          <li key={visit.at_ms} className={visit.left_ms === undefined ? 'is-here' : ''}>
            <time>{shortTimeText(visit.at_ms, Date.now(), locale)}</time>
            <span className="trail-page">
              <PageLink url={visit.url} title={visit.title || visit.url} />
              {visit.site && (
                <small>
                  {visit.keywords
                    ? t('trail.searched', { site: visit.site, keywords: visit.keywords })
                    : t('trail.from', { site: visit.site })}
                </small>
              )}
            </span>
            <span className="trail-time">
              {visit.left_ms === undefined
                ? t('trail.now')
                : durationText(visit.left_ms - visit.at_ms)}
            </span>
          </li>
        ))}
      </ol>
      {trail.length > SHOWN && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? t('trail.fewer') : t('trail.all', { count: trail.length })}
        </Button>
      )}
    </Section>
  )
}
