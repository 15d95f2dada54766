/** The page's storage, which may be closed to scripts: then nothing is remembered, nothing breaks. */

export const LANG_KEY = 'chatd.lang'
/** Set while the visitor has an open conversation with this shop. */
export const liveKey = (shop: string): string => `chatd.live.${shop}`

export const recall = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Only the convenience of the next page is lost.
  }
}
