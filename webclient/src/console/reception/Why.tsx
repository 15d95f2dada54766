/** Why a session is where it is, and why each agent does or does not take it. */
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { durationText } from '../../core/time'
import type { Candidate, Explanation } from '../../protocol/generated'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { loadText, PresenceGlyph } from '../marks'
import { useReasonText } from '../system-text'
import { useAgentName } from '../use-names'
import { useExplanation } from './why'

interface WhyProps {
  session: string
  owner?: string | undefined
  priority: number
  /** What can be done about it. */
  children?: ReactNode
}

export function Why({ session, owner, priority, children }: WhyProps) {
  const { t } = useTranslation()
  const explained = useExplanation(session)
  const waits = explained !== null && explained !== 'failed' && explained.position !== undefined
  return (
    <div className="why">
      <b>{waits ? t('why.waitingTitle') : t('why.assignedTitle')}</b>
      {explained === null && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {explained === 'failed' && <p>{t('why.failed')}</p>}
      {explained !== null && explained !== 'failed' && (
        <Explained explanation={explained} owner={owner} priority={priority} />
      )}
      {children && <div className="foot">{children}</div>}
    </div>
  )
}

interface ExplainedProps {
  explanation: Explanation
  owner: string | undefined
  priority: number
}

function Explained({ explanation, owner, priority }: ExplainedProps) {
  const { t } = useTranslation()
  const { phase, position, eta_ms: eta, reason, candidates } = explanation
  const reasonText = useReasonText()
  const agentName = useAgentName()
  const boosts = useAgentState((state) => state.settings?.boost_ms)
  const boost = boosts?.[priority] ?? 0
  const words: string[] = []
  if (position === undefined) words.push(`${reasonText(reason, owner)}.`)
  else if (phase === 'cached')
    words.push(t('why.positionCache', { position, name: agentName(owner ?? '') }))
  else words.push(t('why.position', { position }))
  if (boost > 0) words.push(t('why.priority', { priority, seconds: boost / 1000 }))
  if (candidates.length > 0) words.push(position === undefined ? t('why.taken') : t('why.nobody'))
  return (
    <>
      <p>{words.join(' ')}</p>
      <ul>
        {candidates.map((candidate) => (
          <CandidateLine key={candidate.agent} candidate={candidate} />
        ))}
      </ul>
      {position !== undefined && (
        <p>{eta === undefined ? t('why.noEta') : t('why.eta', { time: durationText(eta) })}</p>
      )}
    </>
  )
}

function CandidateLine({ candidate }: { candidate: Candidate }) {
  const { t } = useTranslation()
  const agentName = useAgentName()
  const { agent, verdict, detail } = candidate
  const load = detail.open + detail.cached
  const figures = {
    load,
    max: detail.reception_max ?? '∞',
    open: detail.open,
    windows: detail.windows_max,
  }
  const took = verdict === 'takes'
  return (
    <li className={took ? 'is-won' : ''}>
      <PresenceGlyph state={detail.state} />
      <b>{agentName(agent)}</b>
      <em>
        {t(`verdict.${verdict}`, figures)}
        {(took || verdict === 'not_first') && ` · ${loadText(load, detail.reception_max)}`}
      </em>
    </li>
  )
}
