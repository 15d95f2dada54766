/**
 * Whether the server has another build of this page by now: its parts that were not loaded yet are
 * gone then, and only the page loaded anew has any.
 *
 * A page names its script, whose name is a digest of all there is to load.
 */
export async function isOutdated(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]')
  if (!script) return false
  try {
    const reply = await fetch(location.href, { cache: 'no-cache' })
    return reply.ok && !(await reply.text()).includes(new URL(script.src).pathname)
  } catch {
    return false
  }
}
