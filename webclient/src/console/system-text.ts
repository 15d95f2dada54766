/** The server's own words: text keys with their arguments, and why a session is where it is. */

import { durationText } from '../core/time'
import type { ReasonView, SystemBody } from '../protocol/generated'
import { en } from './i18n/en'
import { useTranslation } from './i18n/Words'
import { useAgentName } from './use-names'

type RuleKey = keyof typeof en.rule
type SystemKey = keyof typeof en.system

const isRule = (rule: string): rule is RuleKey => rule in en.rule
const isSystemKey = (key: string): key is SystemKey => key in en.system

/** The arguments are names already, as they were then. */
export function useSystemText(): (body: SystemBody) => string {
  const { t } = useTranslation()
  return ({ key, args = {}, text }) => {
    if (text !== undefined) return text
    const said = key === 'mailed' && !args['agent'] ? 'mailed_nobody' : key
    if (!isSystemKey(said)) return t('system.other', { key })
    return t(`system.${said}`, { agent: '', from: '', to: '', by: '', key, ...args })
  }
}

/** One sentence: the rule that fired, and for whom. */
export function useReasonText(): (reason: ReasonView, owner: string | undefined) => string {
  const { t } = useTranslation()
  const agentName = useAgentName()
  return (reason, owner) => {
    const agent = agentName(reason.agent ?? owner ?? '')
    const by = agentName(reason.by ?? owner ?? '')
    const key: RuleKey = isRule(reason.rule) ? reason.rule : 'other'
    return t(`rule.${key}`, { agent, by, rule: reason.rule })
  }
}

/** Rules by which somebody who waited is given to an agent. */
const ENDS_WAIT: ReadonlySet<string> = new Set(['R2', 'R6', 'R7', 'R8', 'claim', 'cache', 'open'])

/** How long the buyer waited until then; null when it was no time at all. */
export function useWaitedText(): (reason: ReasonView, arrivedMs: number) => string | null {
  const { t } = useTranslation()
  return (reason, arrivedMs) => {
    const waited = reason.at_ms - arrivedMs
    return waited < 1_000 || !ENDS_WAIT.has(reason.rule)
      ? null
      : t('rule.waited', { time: durationText(waited) })
  }
}
