import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFrame, type Frame } from './frame'
import type { ToPage } from './messages'

const ORIGIN = 'https://chat.example'

let deliver: (event: { source: unknown; origin: string; data: unknown }) => void
let heard: ToPage[]
let greeted: number
let posted: unknown[][]
let frame: Frame
const contentWindow = { postMessage: (...args: unknown[]) => void posted.push(args) }
const say = (data: unknown, source: unknown = contentWindow, origin = ORIGIN) =>
  deliver({ source, origin, data })
const close = { chatd: 1, t: 'close' }

beforeEach(() => {
  heard = []
  posted = []
  greeted = 0
  vi.stubGlobal('addEventListener', (_: string, run: typeof deliver) => {
    deliver = run
  })
  const create = () => ({ contentWindow, focus: () => {} }) as unknown as HTMLIFrameElement
  frame = createFrame(
    ORIGIN,
    create,
    () => greeted++,
    (message) => heard.push(message),
  )
})
afterEach(() => vi.unstubAllGlobals())

describe('hears', () => {
  it('the frame it made', () => {
    frame.load()
    say(close)
    expect(heard).toEqual([close])
  })
  it('nobody before there is a frame', () => {
    say(close)
    expect(heard).toEqual([])
  })
  it.each([
    ['another window', close, {}, ORIGIN],
    ['another origin', close, contentWindow, 'https://evil.example'],
    ['the null origin', close, contentWindow, 'null'],
    ['a foreign message', { t: 'close' }, contentWindow, ORIGIN],
    ['a text', 'close', contentWindow, ORIGIN],
    ['nothing', null, contentWindow, ORIGIN],
  ])('not %s', (_, data, source, origin) => {
    frame.load()
    say(data, source, origin)
    expect([heard, greeted]).toEqual([[], 0])
  })
})

describe('talks', () => {
  const state = { t: 'focus', at: 'first' } as const
  it('to the server’s origin alone', () => {
    frame.load()
    say(close)
    frame.post(state)
    expect(posted).toEqual([[{ chatd: 1, ...state }, ORIGIN]])
  })
  it('not before the frame has spoken, and is told once that it has', () => {
    frame.load()
    frame.post(state)
    expect(posted).toEqual([])
    say(close)
    say(close)
    expect(greeted).toBe(1)
  })
})
