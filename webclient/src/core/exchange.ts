/** Uploads over the browser's own HTTP. */
import type { Exchange } from './upload'

const TIMEOUT_MS = 30_000

export const browserExchange: Exchange = async ({ method, path, headers, body }, given) => {
  const aborting = new AbortController()
  const abort = () => aborting.abort()
  given.onabort = abort
  // A network that went away silently would keep the part for minutes.
  const timer = setTimeout(abort, TIMEOUT_MS)
  try {
    const reply = await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      credentials: 'omit',
      signal: aborting.signal,
      ...(body !== undefined && { body: body as BodyInit }),
    })
    const wait = Number(reply.headers.get('retry-after'))
    const said: unknown = reply.status === 204 ? null : await reply.json()
    return { status: reply.status, body: said, retryAfterMs: wait > 0 ? wait * 1_000 : null }
  } finally {
    clearTimeout(timer)
  }
}
