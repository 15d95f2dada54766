import { describe, expect, it } from 'vitest'
import type { UploadAnswer } from '../protocol/generated'
import { FakeClock, settled } from './testing/fake-clock'
import type { Ask, Reply } from './upload'
import { contentOf, UPLOADS_MAX, UploadList } from './upload-list'

/** Each exchange takes several turns. */
const rest = async () => {
  for (let turn = 0; turn < 8; turn += 1) await settled()
}

const file = (name: string, size = 3) => ({ name, size, slice: () => 'abc' })

function setUp() {
  const clock = new FakeClock()
  const sent: string[] = []
  const refused = new Set<string>()
  let ids = 0
  const answer = (status: number, body: unknown): Promise<Reply> =>
    Promise.resolve({ status, body, retryAfterMs: null })
  const exchange = ({ method, path, body }: Ask): Promise<Reply> => {
    const name = method === 'POST' ? JSON.parse(body as string).name : path.split('/').at(-1)
    const upload = { upload: name, name, size: 3, type: 'text/plain' }
    if (method === 'PATCH' && refused.has(name)) return answer(415, null)
    return answer(200, {
      ...upload,
      offset: method === 'POST' ? 0 : 3,
      complete: method !== 'POST',
    })
  }
  const list = new UploadList({
    clock,
    exchange,
    key: { get: () => Promise.resolve('key'), drop: () => {} },
    bytesMax: () => 100,
    newId: () => `id-${++ids}`,
    send: (item, said, to) => sent.push(`${item.place} ${said.name} ${to}`),
  })
  return { list, sent, refused, states: () => list.store.getState().map(({ at }) => at) }
}

describe('the list of files', () => {
  it('keeps what is complete until it may go', async () => {
    const { list, sent, states } = setUp()
    list.add('s1', [file('a'), file('b')], null)
    await rest()
    expect(states()).toEqual(['ready', 'ready'])
    expect(sent).toEqual([])
    list.release('s1', 'internal')
    expect(sent).toEqual(['s1 a internal', 's1 b internal'])
    expect(states()).toEqual([])
  })

  it('sends by itself what was released before it was complete, in order', async () => {
    const { list, sent } = setUp()
    list.add('s1', [file('a'), file('b')], null)
    list.add('s2', [file('c')], null)
    list.release('s1', 'public')
    await rest()
    expect(sent).toEqual(['s1 a public', 's1 b public'])
  })

  it('lets nothing wait for a file that failed', async () => {
    const { list, sent, refused, states } = setUp()
    refused.add('a')
    list.add('s1', [file('a'), file('b')], 'public')
    await rest()
    expect(sent).toEqual(['s1 b public'])
    expect(states()).toEqual(['failed'])
    refused.clear()
    list.retry('id-1')
    await rest()
    expect(sent).toEqual(['s1 b public', 's1 a public'])
  })

  it('refuses by itself what the server would refuse', () => {
    const { list } = setUp()
    list.add('s1', [file('empty', 0), file('large', 101)], 'public')
    expect(list.of('s1').map(({ code }) => code)).toEqual(['empty', 'too_large'])
  })

  it('takes ten at a time', () => {
    const { list } = setUp()
    const many = Array.from({ length: UPLOADS_MAX + 1 }, (_, i) => file(`f${i}`))
    expect(list.add('s1', many, null)).toBe('full')
    expect(list.of('s1')).toHaveLength(UPLOADS_MAX)
    expect(list.add('s2', [file('x')], null)).toBe('added')
  })

  it('forgets what is removed, and goes on with the next', async () => {
    const { list, sent } = setUp()
    list.add('s1', [file('a'), file('b')], 'public')
    list.remove('id-1')
    await rest()
    expect(sent).toEqual(['s1 b public'])
  })
})

describe('what a message says of a file', () => {
  const answer: UploadAnswer = {
    upload: 'u',
    name: 'a.png',
    size: 3,
    offset: 3,
    complete: true,
    type: 'image/png',
    width: 4,
    height: 5,
  }

  it('is a picture when it has a size in pixels', () => {
    const body = { upload: 'u', name: 'a.png', size: 3, type: 'image/png', width: 4, height: 5 }
    expect(contentOf(answer)).toEqual({ kind: 'image', body })
  })

  it('is a file otherwise', () => {
    const { width: _, height: __, ...plain } = answer
    const body = { upload: 'u', name: 'a.png', size: 3, type: 'image/png' }
    expect(contentOf(plain)).toEqual({ kind: 'file', body })
  })
})
