/** Says once what the server wants this agent to know. */
import { App } from 'antd'
import { useEffect } from 'react'
import type { Notice } from '../../protocol/generated'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { PRESENCES } from '../presence'

export function useNotices(): void {
  const { message } = App.useApp()
  const words = useNoticeText()
  const notice = useAgentState((state) => state.notice)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each notice is said once, in the words of then
  useEffect(() => {
    if (notice) message.open({ type: notice.level, content: words(notice), duration: 8 })
  }, [notice])
}

function useNoticeText(): (notice: Notice) => string {
  const { t } = useTranslation()
  return ({ key, args = {} }) => {
    const state = PRESENCES.find((one) => one === args['state'])
    if (key !== 'presence_set' || !state) return t('notice.other', { key })
    return t('notice.presence_set', { by: args['by'], state: t(`presence.${state}.name`) })
  }
}
