import { pinyin } from 'pinyin-pro'
import { describe, expect, it } from 'vitest'
import { appended, filled, found, partsOf, queryOf, withoutQuery } from './text'

const phrase = (id: string, text: string, group = '') => ({ id, text, group })
const sounds = (text: string) => ({
  initials: pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join(''),
  syllables: pinyin(text, { toneType: 'none', type: 'array' }).join(''),
})
const all = [
  phrase('sizes', '【尺码】均码，160 到 175 可穿', '售前'),
  phrase('returns', '【退换】七天无理由', '售后'),
  phrase('hello', 'Hello there', ''),
].map((one) => ({ phrase: one, sounds: sounds(one.group + one.text) }))
const ids = (query: string) => found(all, query).map(({ id }) => id)

describe('a phrase', () => {
  it.each([
    ['【尺码】均码可穿', '尺码', '均码可穿'],
    [' 【a】 \nb', 'a', 'b'],
    ['no hint', '', 'no hint'],
    ['later 【x】 stays', '', 'later 【x】 stays'],
    ['【never closed', '', '【never closed'],
  ])('%s shows its hint and inserts the rest', (written, hint, text) => {
    expect(partsOf(written)).toEqual({ hint, text })
  })

  it('names buyer, product, agent and shop, and leaves other braces', () => {
    const values = { buyer: 'Ann', product: 'Tent', agent: 'X', shop: '$& Acme' }
    expect(filled('{buyer}: {product} {agent} {shop} {other} {{buyer}}', values)).toBe(
      'Ann: Tent X $& Acme {other} {Ann}',
    )
  })
})

describe('looking for phrases', () => {
  it.each([
    ['', ['sizes', 'returns', 'hello']],
    ['尺码', ['sizes']],
    ['cm', ['sizes']],
    ['chima', ['sizes']],
    ['th', ['returns', 'hello']],
    ['售后 七天', ['returns']],
    ['HELLO', ['hello']],
    ['nothing', []],
  ])('by %s finds %j', (query, expected) => {
    expect(ids(query)).toEqual(expected)
  })

  it.each([
    ['/', ''],
    ['/cm', 'cm'],
    ['你好 /cm', 'cm'],
    ['https://a/b', null],
    ['1/2', null],
    ['/a\nb', null],
    ['hello', null],
  ])('begins in %s with %s', (draft, query) => {
    expect(queryOf(draft)).toBe(query)
  })

  it('takes the query away and adds behind what is written', () => {
    expect(withoutQuery('你好 /cm')).toBe('你好 ')
    expect(appended('', 'x')).toBe('x')
    expect(appended('你好。 ', 'x')).toBe('你好。\nx')
    expect(appended('你好', 'x')).toBe('你好 x')
  })
})
