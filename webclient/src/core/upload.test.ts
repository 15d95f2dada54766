import { describe, expect, it } from 'vitest'
import { CommandFailed } from './requests'
import { FakeClock, settled } from './testing/fake-clock'
import { type Ask, PART_BYTES, type Reply, Upload, UploadFailed } from './upload'

/** Each exchange takes several turns. */
const rest = async () => {
  for (let turn = 0; turn < 8; turn += 1) await settled()
}

const SIZE = 2 * PART_BYTES + 10

/** A server with one upload: what it stores, and what goes wrong on the way. */
class Server {
  readonly asked: string[] = []
  stored = 0
  /** Taken one by one, before the exchange is carried out (`lost`) or after (`answer lost`). */
  troubles: (Partial<Reply> | 'lost' | 'answer lost' | null)[] = []

  readonly exchange = async (ask: Ask): Promise<Reply> => {
    const offset = ask.headers['upload-offset']
    this.asked.push(offset === undefined ? ask.method : `${ask.method} ${offset}`)
    const trouble = this.troubles.shift() ?? null
    if (trouble === 'lost') throw new TypeError('network')
    if (trouble !== null && trouble !== 'answer lost')
      return { status: 500, body: null, retryAfterMs: null, ...trouble }
    if (ask.method === 'PATCH') {
      if (Number(offset) !== this.stored) return { status: 409, body: null, retryAfterMs: null }
      this.stored += (ask.body as string).length
    }
    if (trouble === 'answer lost') throw new TypeError('network')
    const complete = this.stored === SIZE
    const body = { upload: 'u', name: 'a.png', size: SIZE, offset: this.stored, complete }
    return { status: 200, body, retryAfterMs: null }
  }
}

function setUp(troubles: Server['troubles'] = []) {
  const server = new Server()
  server.troubles = troubles
  const clock = new FakeClock()
  const progress: (number | 'waiting')[] = []
  const dropped = { count: 0 }
  const upload = new Upload({
    file: { name: 'a.png', size: SIZE, slice: (from, to) => 'x'.repeat(to - from) },
    clock,
    exchange: server.exchange,
    key: {
      get: () => Promise.resolve('key'),
      drop: () => {
        dropped.count += 1
      },
    },
    onProgress: (sent, waiting) => progress.push(waiting ? 'waiting' : sent),
  })
  return { server, clock, progress, upload, dropped }
}

describe('an upload', () => {
  it('goes in parts, and says how far it is', async () => {
    const { server, progress, upload } = setUp()
    expect((await upload.run()).complete).toBe(true)
    expect(server.asked).toEqual([
      'POST',
      'PATCH 0',
      `PATCH ${PART_BYTES}`,
      `PATCH ${2 * PART_BYTES}`,
    ])
    expect(progress).toEqual([0, PART_BYTES, 2 * PART_BYTES, SIZE])
  })

  it.each(['lost', 'answer lost'] as const)(
    'asks where it was and goes on when a part was %s',
    async (trouble) => {
      const { server, clock, progress, upload } = setUp([null, null, trouble])
      const done = upload.run()
      await rest()
      expect(progress.at(-1)).toBe('waiting')
      await clock.advance(60_000)
      expect((await done).complete).toBe(true)
      expect(server.asked.slice(3)).toContain('GET')
      expect(server.stored).toBe(SIZE)
    },
  )

  it('goes on at once when the network is back', async () => {
    const { upload } = setUp([null, 'lost'])
    const done = upload.run()
    await rest()
    upload.wake()
    expect((await done).complete).toBe(true)
  })

  it('waits as long as the server says', async () => {
    const { server, clock, upload } = setUp([{ status: 429, retryAfterMs: 7_000 }])
    const done = upload.run()
    await clock.advance(6_999)
    expect(server.asked).toEqual(['POST'])
    await clock.advance(1)
    expect((await done).complete).toBe(true)
  })

  it('gets another key when the one at hand has ended', async () => {
    const { clock, upload, dropped } = setUp([null, { status: 401 }])
    const done = upload.run()
    await clock.advance(60_000)
    expect((await done).complete).toBe(true)
    expect(dropped.count).toBe(1)
  })

  it.each([
    [{ status: 415 }, 'type'],
    [{ status: 413 }, 'too_large'],
    [{ status: 400 }, 'unreadable'],
    [{ status: 404 }, 'gone'],
    [{ status: 409, body: { error: { code: 'blocked' } } }, 'blocked'],
    [{ status: 429, retryAfterMs: 3_600_000, body: { error: { code: 'rate' } } }, 'rate'],
  ])('fails for good on %o', async (trouble, code) => {
    const { upload } = setUp([trouble])
    const failure = await upload.run().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UploadFailed)
    expect((failure as UploadFailed).code).toBe(code)
  })

  it('waits for a connection to ask for a key on', async () => {
    const { clock, server } = setUp()
    let connected = false
    const upload = new Upload({
      file: { name: 'a.png', size: SIZE, slice: (from, to) => 'x'.repeat(to - from) },
      clock,
      exchange: server.exchange,
      key: {
        get: () =>
          connected ? Promise.resolve('key') : Promise.reject(new CommandFailed('offline', true)),
        drop: () => {},
      },
      onProgress: () => {},
    })
    const done = upload.run()
    await rest()
    connected = true
    upload.wake()
    expect((await done).complete).toBe(true)
  })

  it('is given up with a word to the server', async () => {
    const { server, upload } = setUp([null, 'lost'])
    const done = upload.run().catch((error: unknown) => error)
    await rest()
    upload.stop()
    expect(((await done) as UploadFailed).code).toBe('stopped')
    await rest()
    expect(server.asked.at(-1)).toBe('DELETE')
  })
})
