import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readOptions } from './options'

const script = (dataset: Record<string, string>) => ({
  src: 'https://chat.example/widget.js?v=2',
  dataset,
})

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://shop.example' })
  vi.stubGlobal('navigator', { language: 'fr-FR' })
})
afterEach(() => vi.unstubAllGlobals())

describe('readOptions', () => {
  it('shows nothing for a tag without a shop', () =>
    expect(readOptions(script({}), null)).toBeUndefined())

  it('finds the frame on the server that the script came from', () => {
    const options = readOptions(script({ shop: 'acme', agent: 'main', accent: '#123456' }), null)
    expect(options?.frame.origin).toBe('https://chat.example')
    expect(options?.frame.pathname).toBe('/widget/frame.html')
    expect(Object.fromEntries(options?.frame.searchParams ?? [])).toEqual({
      shop: 'acme',
      agent: 'main',
      accent: '#123456',
      origin: 'https://shop.example',
    })
  })

  it('keeps who the visitor is out of the address', () => {
    const options = readOptions(script({ shop: 'acme', identity: 'signed' }), null)
    expect(options?.identity).toBe('signed')
    expect(options?.frame.href).not.toContain('signed')
  })

  it('speaks what the visitor chose, then what the shop says, then what the browser says', () => {
    expect(readOptions(script({ shop: 'a', lang: 'en' }), 'zh-CN')?.lang).toBe('zh-CN')
    expect(readOptions(script({ shop: 'a', lang: 'zh-CN' }), null)?.lang).toBe('zh-CN')
    expect(readOptions(script({ shop: 'a' }), '')?.lang).toBe('fr-FR')
  })
})
