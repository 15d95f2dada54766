import { expect, it } from 'vitest'
import { hueOf, markOf, shopMarkOf, shortId } from './names'

it('gives the same person the same colour', () => {
  expect(hueOf('agent1')).toBe(hueOf('agent1'))
})

it('keeps colleagues of neighbouring names apart', () => {
  const apart = (a: string, b: string) => {
    const turn = Math.abs(hueOf(a) - hueOf(b))
    return Math.min(turn, 360 - turn)
  }
  expect(apart('agent1', 'agent2')).toBeGreaterThan(60)
  expect(apart('agent2', 'agent3')).toBeGreaterThan(60)
})

it.each([
  ['售前 01', '前1'],
  ['售后 12', '后12'],
  ['7', '7'],
  ['物流', '物'],
  ['Main desk', 'MD'],
  ['supervisor', 'S'],
  ['Agent 7', 'A7'],
  ['agent12', 'A12'],
])('marks the agent %s as %s', (name, mark) => {
  expect(markOf(name, true)).toBe(mark)
})

it('marks buyers by one letter', () => {
  expect(markOf('river_otter', false)).toBe('R')
  expect(markOf('', false)).toBe('?')
})

it('marks shops and visitors', () => {
  expect(shopMarkOf('Acme Outdoor')).toBe('A')
  expect(shortId('01hf9k3d')).toBe('9K3D')
  expect(shortId('v_9k3-d_z')).toBe('K3DZ')
})
