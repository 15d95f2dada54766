import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = { [key: string]: string | Tree }

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  )

const areas = import.meta.glob<Record<string, Tree>>('./en/!(index).ts', { eager: true })

const languages = { en: new Map(flat(en)), zh: new Map(flat(zh)) }
const holes = (words: string) =>
  [...words.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

describe('the languages', () => {
  it('have each key in one area only', () => {
    const keys = Object.values(areas).flatMap(Object.values).flatMap(Object.keys)
    expect(keys.sort()).toEqual(Object.keys(en).sort())
  })

  it('have the same keys', () => {
    expect([...languages.zh.keys()].sort()).toEqual([...languages.en.keys()].sort())
  })

  it.each([...languages.en])('say something for %s, with the same figures', (key, words) => {
    const chinese = languages.zh.get(key) ?? ''
    expect(words.trim()).not.toBe('')
    expect(chinese.trim()).not.toBe('')
    expect(holes(chinese)).toEqual(holes(words))
  })

  it('are not copies of each other', () => {
    const same = [...languages.en].filter(([key, words]) => languages.zh.get(key) === words)
    expect(same.map(([key]) => key).sort()).toEqual(['app.name', 'shell.titleUnread', 'why.load'])
  })
})
