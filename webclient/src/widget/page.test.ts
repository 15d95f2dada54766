import { describe, expect, it } from 'vitest'
import type { PageState } from '../loader/messages'
import { pageInfo, productBody } from './page'

const state = (url: string, title = 'Tent', referrer = ''): PageState => ({
  page: { url, title, referrer },
  shown: false,
  identity: undefined,
  product: undefined,
})
const long = `https://shop.example/${'x'.repeat(3_000)}`

describe('pageInfo', () => {
  it('drops the query of an address that is too long', () =>
    expect(pageInfo(state(`https://shop.example/a?${'x'.repeat(3_000)}`)).url).toBe(
      'https://shop.example/a',
    ))
  it('rather names no address than a cut one', () =>
    expect(pageInfo(state(long, 'Tent', long))).toMatchObject({ url: '', referrer: '' }))
  it('names no address that the wire does not take', () =>
    expect(pageInfo(state('file:///home/shop.html')).url).toBe(''))
  it('cuts a title between characters', () => {
    const { title } = pageInfo(state('https://shop.example/', '😀'.repeat(400)))
    expect([...title]).toHaveLength(300)
    expect(title.endsWith('😀')).toBe(true)
  })
})

describe('productBody', () => {
  const page = state('https://shop.example/tent')
  it('stands on the page when it has no address', () =>
    expect(productBody({ id: 't', title: 'Tent' }, page)).toEqual({
      id: 't',
      title: 'Tent',
      url: 'https://shop.example/tent',
    }))
  it('leaves out a picture that no browser should load', () =>
    expect(
      productBody({ id: 't', title: 'Tent', image: 'javascript:alert(1)' }, page),
    ).not.toHaveProperty('image'))
  it('takes a number for an id, as shops write them', () =>
    expect(productBody({ id: 7 as unknown as string, title: 'Tent' }, page).id).toBe('7'))
})
