import { expect, it } from 'vitest'
import { notesBetween } from './notes'
import { NOW, session } from './testing'

const queued = session({ phase: 'queued', agents: [] })
const open = session()
const told = (...args: Parameters<typeof notesBetween>) =>
  notesBetween(...args).map(({ kind, agent }) => `${kind} ${agent}`)

it('tells who took a session out of the queue', () =>
  expect(told(queued, open, NOW)).toEqual(['served Presales 01']))

it('tells who took a session that is new', () =>
  expect(told(undefined, open, NOW)).toEqual(['served Presales 01']))

it('tells who joined an open one', () =>
  expect(told(open, session({ agents: ['Presales 01', 'Logistics 01'] }), NOW)).toEqual([
    'joined Logistics 01',
  ]))

it('tells when an agent went and the queue has the session again', () =>
  expect(told(open, queued, NOW)).toEqual(['went_away Presales 01']))

it('tells when an agent went and nobody is left', () =>
  expect(told(open, session({ phase: 'mailbox', agents: [] }), NOW)).toEqual([
    'went_away_nobody Presales 01',
  ]))

it('tells who took over from whom', () =>
  expect(told(open, session({ agents: ['Logistics 01'] }), NOW)).toEqual(['served Logistics 01']))

it('tells it of an agent in whose cache the session waited, too', () =>
  expect(told(session({ phase: 'cached' }), queued, NOW)).toEqual(['went_away Presales 01']))

it('tells nothing of a member who stays when a session is cached and opens', () =>
  expect(told(session({ phase: 'cached' }), open, NOW)).toEqual(['served Presales 01']))

it('tells nothing when only numbers moved', () =>
  expect(told(open, session({ public_seq: 4, read_seq: 4 }), NOW)).toEqual([]))

it('tells nothing when a waiting session moves up', () =>
  expect(told(queued, session({ phase: 'queued', agents: [], position: 1 }), NOW)).toEqual([]))
