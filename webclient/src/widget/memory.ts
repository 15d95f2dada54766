/** What this browser remembers of its visitor, beyond what the server knows. */

import type { Link } from './link'
import { computed, type ReadonlySignal, signal } from './signals'
import { keys, recall, remember } from './storage'

/** A text that outlives the page. */
const keptText = (key: string) => {
  const text = signal(recall(key) ?? '')
  return {
    text: text as ReadonlySignal<string>,
    set(next: string): void {
      text.value = next
      remember(key, next)
    },
  }
}

export type Draft = ReturnType<typeof createDraft>
export const createDraft = (shop: string) => keptText(keys.draft(shop))

/** Name and e-mail as once told here: they fill the forms. */
export type Visitor = ReturnType<typeof createVisitor>
export const createVisitor = (shop: string, link: Link) => {
  const name = keptText(keys.name(shop))
  const email = keptText(keys.email(shop))
  const known = computed(() => {
    const { me } = link.state.value
    return {
      name: name.text.value || (me?.identified ? me.name : ''),
      email: me?.email ?? email.text.value,
    }
  })
  /** Rejects when the server did not take it. */
  const save = async (newName: string, newEmail: string): Promise<void> => {
    const fields = { ...(newName && { name: newName }), ...(newEmail && { email: newEmail }) }
    await link.client?.call('contact.update', fields)
    name.set(newName)
    email.set(newEmail)
  }
  return {
    known,
    save,
    forget() {
      name.set('')
      email.set('')
    },
  }
}

/** Sessions that were rated, or whose rating was declined. */
export type Rated = ReturnType<typeof createRated>
export const createRated = () => {
  const ids = signal<ReadonlySet<string>>(new Set())
  return {
    /** A rating was just given. */
    thanked: signal(false),
    has: (session: string): boolean =>
      ids.value.has(session) || recall(keys.rated(session)) !== null,
    add(session: string): void {
      remember(keys.rated(session), '1')
      ids.value = new Set([...ids.value, session])
    },
  }
}
