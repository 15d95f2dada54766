/** What the frame's address says: written there by the loader from the shop's script tag. */

export interface Params {
  readonly shop: string
  /** "shop" or "agent:<username>", as the wire names who is written to. */
  readonly to: string
  readonly accent: string | null
  readonly lang: string | null
  readonly theme: 'light' | 'dark' | 'auto'
  /** Of the page around; empty when the address was opened by itself. */
  readonly origin: string
}

export const readParams = (search: string): Params => {
  const params = new URLSearchParams(search)
  const agent = params.get('agent')
  const theme = params.get('theme')
  return {
    shop: params.get('shop') ?? '',
    to: agent ? `agent:${agent}` : 'shop',
    accent: params.get('accent'),
    lang: params.get('lang'),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    origin: params.get('origin') ?? '',
  }
}
