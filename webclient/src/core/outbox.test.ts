import { beforeEach, describe, expect, it } from 'vitest'
import { Outbox } from './outbox'
import { type Answer, CommandFailed, type Frame } from './requests'
import { FakeClock, settled } from './testing/fake-clock'

type Reply = Answer | CommandFailed

const ok = (value = 0): Answer => ({ t: 'ok', re: 0, value })
const refusal = (code: string) => new CommandFailed(code, false)
const passing = (code: string, ms?: number) => new CommandFailed(code, true, ms)

let clock: FakeClock
let outbox: Outbox
let sent: string[]
let replies: ((frame: Frame) => Promise<Reply> | Reply)[]

beforeEach(() => {
  clock = new FakeClock()
  sent = []
  replies = []
  outbox = new Outbox(async (frame) => {
    sent.push(String(frame['cid']))
    const reply = await (replies.shift() ?? (() => ok()))(frame)
    if (reply instanceof CommandFailed) throw reply
    return reply
  }, clock)
})

const deliver = (lane: string, cid: string) =>
  outbox.deliver(lane, () => ({ t: 'message.send', cid }))

describe('delivery', () => {
  it('resolves with the answer', async () => {
    replies = [() => ok(7)]
    expect((await deliver('s', 'a'))['value']).toBe(7)
  })

  it('sends the next of a lane only after the answer to the one before', async () => {
    let answer: (reply: Reply) => void = () => {}
    replies = [() => new Promise((resolve) => (answer = resolve))]
    void deliver('s', 'a')
    void deliver('s', 'b')
    void deliver('other', 'c')
    await settled()
    expect(sent).toEqual(['a', 'c'])
    answer(ok())
    await settled()
    expect(sent).toEqual(['a', 'c', 'b'])
  })

  it('keeps the order when the first has to be tried again', async () => {
    replies = [() => passing('busy', 2_000)]
    void deliver('s', 'a')
    void deliver('s', 'b')
    await clock.advance(1_999)
    expect(sent).toEqual(['a'])
    await clock.advance(1)
    expect(sent).toEqual(['a', 'a', 'b'])
  })

  it('waits for the connection and sends again what was not answered', async () => {
    replies = [() => passing('lost')]
    const answer = deliver('s', 'a')
    await clock.advance(600_000)
    expect(sent).toEqual(['a'])
    outbox.resume()
    await answer
    expect(sent).toEqual(['a', 'a'])
  })

  it('backs off when a passing failure names no time', async () => {
    replies = [() => passing('unavailable'), () => passing('timeout')]
    const answer = deliver('s', 'a')
    await clock.advance(375)
    expect(sent).toHaveLength(2)
    await clock.advance(749)
    expect(sent).toHaveLength(2)
    await clock.advance(1)
    await answer
    expect(sent).toHaveLength(3)
  })

  it('rejects what is refused for good and goes on with the next', async () => {
    replies = [() => refusal('too_large')]
    const refused = expect(deliver('s', 'a')).rejects.toMatchObject({ code: 'too_large' })
    await deliver('s', 'b')
    await refused
    expect(sent).toEqual(['a', 'b'])
  })

  it('builds the command anew for each try', async () => {
    let now = 1
    replies = [() => passing('lost')]
    const built: unknown[] = []
    void outbox.deliver('s', () => {
      built.push(now)
      return { t: 'message.send', cid: 'a', if_seq: now }
    })
    await settled()
    now = 2
    outbox.resume()
    await settled()
    expect(built).toEqual([1, 2])
  })

  it('does not send twice at once when resumed during a try', async () => {
    replies = [() => new Promise(() => {})]
    void deliver('s', 'a')
    outbox.resume()
    outbox.resume()
    await settled()
    expect(sent).toEqual(['a'])
  })
})
