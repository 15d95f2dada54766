import { describe, expect, it } from 'vitest'
import { addPane, closePane, type Panes, paneBeside, showInPane } from './panes'

const none: Panes = { panes: [], selected: null }
const three: Panes = { panes: ['a', 'b', 'c'], selected: 'b' }

describe('panes', () => {
  it('open the first session in a pane of its own', () => {
    expect(showInPane(none, 'a')).toEqual({ panes: ['a'], selected: 'a' })
  })

  it('show another session where the focus is', () => {
    expect(showInPane(three, 'd')).toEqual({ panes: ['a', 'd', 'c'], selected: 'd' })
  })

  it('never show a session twice', () => {
    expect(showInPane(three, 'c')).toEqual({ ...three, selected: 'c' })
    expect(addPane(three, 'a')).toEqual({ ...three, selected: 'a' })
  })

  it('are four at most', () => {
    const four = addPane(three, 'd')
    expect(four).toEqual({ panes: ['a', 'b', 'c', 'd'], selected: 'd' })
    expect(addPane(four, 'e')).toEqual({ panes: ['a', 'b', 'c', 'e'], selected: 'e' })
  })

  it('give the focus to the pane that moves into the gap', () => {
    expect(closePane(three, 'b')).toEqual({ panes: ['a', 'c'], selected: 'c' })
    expect(closePane({ ...three, selected: 'c' }, 'c').selected).toBe('b')
    expect(closePane(three, 'a').selected).toBe('b')
    expect(closePane({ panes: ['a'], selected: 'a' }, 'a')).toEqual(none)
  })

  it('are walked around their ends', () => {
    expect(paneBeside(three, 1)).toBe('c')
    expect(paneBeside({ ...three, selected: 'c' }, 1)).toBe('a')
    expect(paneBeside({ ...three, selected: 'a' }, -1)).toBe('c')
    expect(paneBeside(none, 1)).toBeNull()
  })
})
