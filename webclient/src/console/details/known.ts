/** What is known of the buyer beside the session: asked again with each page and message of theirs. */
import type { SessionFacts } from '../../core/agent-state'
import type { ContactDetails } from '../../protocol/generated'
import { useLoaded } from '../asking'

export const pathOf = (view: SessionFacts): string =>
  `/api/contacts/${encodeURIComponent(view.contact.id)}`

export function useKnown(view: SessionFacts) {
  const { page, connected, buyer } = view.contact
  const round = `${page?.url} ${page?.at_ms} ${connected} ${buyer} ${view.phase}`
  return useLoaded<ContactDetails>(pathOf(view), round)
}
