/** Names of people, as the present language and state have them. */

import type { ContactView } from '../protocol/generated'
import { useAgentState } from './desk'
import { useTranslation } from './i18n/Words'
import { shortId } from './names'

/** A buyer's name; visitors without one are told apart by their id. */
export function useBuyerName(): (contact: Pick<ContactView, 'id' | 'name'>) => string {
  const { t } = useTranslation()
  return ({ id, name }) => name || t('common.visitor', { id: shortId(id) })
}

export function useAgentName(): (username: string) => string {
  const agents = useAgentState((state) => state.agents)
  return (username) => agents.find((agent) => agent.agent === username)?.name ?? username
}

export function useShopName(): (shop: string) => string {
  const shops = useAgentState((state) => state.shops)
  return (id) => shops.find((shop) => shop.id === id)?.name ?? id
}
