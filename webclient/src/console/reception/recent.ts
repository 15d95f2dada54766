/** `GET /api/contacts/recent`: whom this agent has answered lately, the latest first. */
import type { ContactView, RecentContacts } from '../../protocol/generated'
import type { Auth } from '../auth'

export async function fetchRecent(auth: Auth): Promise<readonly ContactView[]> {
  const response = await auth.get('/api/contacts/recent')
  if (!response.ok) throw new Error(`recent contacts: ${response.status}`)
  return ((await response.json()) as RecentContacts).contacts
}
