import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Auth, accountOf } from './auth'

const tokenOf = (merchant: string, sub: string) =>
  `x.${btoa(JSON.stringify({ merchant, sub })).replace(/=/g, '')}.y`

const credentials = { merchant: 'demo', username: 'agent1', password: 'x', remember: false }
let respond: () => Promise<Response>
let requests: string[]
let bodies: unknown[]

beforeEach(() => {
  requests = []
  bodies = []
  vi.stubGlobal('fetch', (path: string, { body }: { body: string }) => {
    requests.push(path)
    bodies.push(JSON.parse(body))
    return respond()
  })
})

const json = (status: number, body: unknown) => () =>
  Promise.resolve(new Response(JSON.stringify(body), { status }))
const token = (merchant: string, username: string) =>
  json(200, { access_token: tokenOf(merchant, username), expires_in_s: 900 })

describe('log-in', () => {
  it('keeps the token it was given', async () => {
    respond = token('demo', 'agent1')
    const auth = new Auth(null)
    expect(await auth.login(credentials)).toBeNull()
    expect(accountOf(auth.token())).toEqual({ merchant: 'demo', username: 'agent1' })
  })

  it.each([
    ['wrong', json(401, { error: { code: 'not_allowed', message: '' } }), { kind: 'refused' }],
    [
      'throttled',
      json(429, { error: { code: 'rate', message: '', retry_after_ms: 4_200 } }),
      { kind: 'throttled', seconds: 5 },
    ],
    [
      'unavailable',
      json(503, { error: { code: 'unavailable', message: '' } }),
      { kind: 'failed', code: 'unavailable' },
    ],
    ['unreachable', () => Promise.reject(new TypeError()), { kind: 'unreachable' }],
    [
      'a proxy without a server',
      () => Promise.resolve(new Response('<html>', { status: 502 })),
      { kind: 'failed', code: '502' },
    ],
  ])('says when it is %s', async (_, answer, failure) => {
    respond = answer
    expect(await new Auth(null).login(credentials)).toEqual(failure)
  })
})

describe('renewal', () => {
  it('asks once for several callers', async () => {
    respond = token('demo', 'agent1')
    const auth = new Auth(null)
    expect(await Promise.all([auth.renew(), auth.renew()])).toEqual(['renewed', 'renewed'])
    expect(requests).toEqual(['/api/refresh'])
  })

  it('refuses to become somebody else', async () => {
    const auth = new Auth(null)
    respond = token('demo', 'agent1')
    await auth.renew()
    respond = token('demo', 'agent2')
    expect(await auth.renew()).toBe('refused')
    expect(accountOf(auth.token())?.username).toBe('agent1')
  })

  it('names the account, for another page may have logged in as somebody else', async () => {
    respond = token('demo', 'agent1')
    const auth = new Auth(null)
    await auth.renew()
    await auth.renew()
    expect(bodies).toEqual([{}, { merchant: 'demo', username: 'agent1' }])
  })

  it('tells an ended log-in from a server out of reach', async () => {
    const auth = new Auth(null)
    respond = json(401, {})
    expect(await auth.renew()).toBe('refused')
    respond = () => Promise.resolve(new Response(null, { status: 204 }))
    expect(await auth.renew()).toBe('refused')
    respond = json(503, {})
    expect(await auth.renew()).toBe('unreachable')
  })
})

describe('log-out', () => {
  it('ends the log-in of the account of this page', async () => {
    respond = token('demo', 'agent1')
    const auth = new Auth(null)
    await auth.login(credentials)
    respond = () => Promise.resolve(new Response(null, { status: 204 }))
    expect(await auth.logout()).toBe(true)
    expect(bodies.at(-1)).toEqual({ merchant: 'demo', username: 'agent1' })
    expect(auth.token()).toBe('')
  })

  it.each([
    ['fails', json(503, {})],
    ['is out of reach', () => Promise.reject(new TypeError())],
  ])('is not done when the server %s', async (_, answer) => {
    respond = token('demo', 'agent1')
    const auth = new Auth(null)
    await auth.login(credentials)
    respond = answer
    expect(await auth.logout()).toBe(false)
    expect(auth.token()).not.toBe('')
  })
})
