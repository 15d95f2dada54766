/**
 * What this browser keeps, under the server's origin: shared by all tabs that show the same shop.
 *
 * A browser may refuse storage to a frame of another site; then the tab alone remembers.
 */

const fallback = new Map<string, string>()

export const recall = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return fallback.get(key) ?? null
  }
}

/** Empty text forgets. */
export const remember = (key: string, value: string): void => {
  try {
    if (value) localStorage.setItem(key, value)
    else localStorage.removeItem(key)
  } catch {
    fallback.set(key, value)
  }
}

/** A list kept for this tab alone, over reloads. */
export const kept = (key: string, list: readonly unknown[]): void => {
  try {
    sessionStorage.setItem(key, JSON.stringify(list))
  } catch {
    // Full or refused: what is on the screen is still in memory.
  }
}

export const recallKept = <Item>(key: string): readonly Item[] => {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    return Array.isArray(list) ? (list as Item[]) : []
  } catch {
    return []
  }
}

export const keys = {
  visitor: (shop: string) => `chatd.visitor.${shop}`,
  pending: (shop: string) => `chatd.pending.${shop}`,
  draft: (shop: string) => `chatd.draft.${shop}`,
  name: (shop: string) => `chatd.name.${shop}`,
  email: (shop: string) => `chatd.email.${shop}`,
  rated: (session: string) => `chatd.rated.${session}`,
  lang: 'chatd.lang',
  sound: 'chatd.sound',
  blink: 'chatd.blink',
}
