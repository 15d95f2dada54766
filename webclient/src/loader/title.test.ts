import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createTitle } from './title'

const page = { title: 'Tents' }

beforeEach(() => {
  page.title = 'Tents'
  vi.stubGlobal('document', page)
})
afterEach(() => vi.unstubAllGlobals())

it('gives the page its title back', () => {
  const show = createTitle()
  show('(1) New message')
  expect(page.title).toBe('(1) New message')
  show('')
  expect(page.title).toBe('Tents')
})

it('gives back the title that the page set meanwhile', () => {
  const show = createTitle()
  show('(1) New message')
  page.title = 'Packs'
  show('(2) New messages')
  show('')
  expect(page.title).toBe('Packs')
})

it('leaves the title alone when there was no notice', () => {
  const show = createTitle()
  page.title = 'Lamps'
  show('')
  expect(page.title).toBe('Lamps')
})
