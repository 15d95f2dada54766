/** Values in the browser's storage. What cannot be read or written is as if it were not there. */

export function readJson<Value>(storage: Storage, key: string, otherwise: Value): Value {
  try {
    const text = storage.getItem(key)
    return text === null ? otherwise : (JSON.parse(text) as Value)
  } catch {
    // Storage may be blocked, or hold what an older version wrote.
    return otherwise
  }
}

export function writeJson(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // Blocked or full: the console works without it, it only forgets.
  }
}
