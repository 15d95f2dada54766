/**
 * Log-in over HTTP. The access token lives in memory only; the refresh token is an HttpOnly cookie
 * that scripts never see, so a reload asks for a new access token.
 */
import type { Renewal } from '../core/connection'
import type { ErrorCode, HttpError, LoginRequest, TokenAnswer } from '../protocol/generated'

export type LoginFailure =
  | { kind: 'refused' }
  | { kind: 'throttled'; seconds: number }
  | { kind: 'unreachable' }
  | { kind: 'failed'; code: ErrorCode | string }

interface Credentials extends LoginRequest {
  remember: boolean
}

async function post(path: string, body?: unknown): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  })
}

async function failureOf(response: Response): Promise<LoginFailure> {
  if (response.status === 401 || response.status === 403) return { kind: 'refused' }
  const text = await response.text()
  const detail = text.startsWith('{') ? (JSON.parse(text) as Partial<HttpError>).error : undefined
  if (response.status === 429)
    return { kind: 'throttled', seconds: Math.ceil((detail?.retry_after_ms ?? 60_000) / 1000) }
  return { kind: 'failed', code: detail?.code ?? String(response.status) }
}

export class Auth {
  #token = ''
  /** Renewals of several callers at once share one request: the refresh token rotates. */
  #renewing: Promise<Renewal> | null = null

  readonly token = (): string => this.#token

  async login(credentials: Credentials): Promise<LoginFailure | null> {
    try {
      const response = await post('/api/login', credentials)
      if (!response.ok) return await failureOf(response)
      this.#token = ((await response.json()) as TokenAnswer).access_token
      return null
    } catch {
      // fetch rejects only when no answer came.
      return { kind: 'unreachable' }
    }
  }

  readonly renew = (): Promise<Renewal> => {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renew(): Promise<Renewal> {
    try {
      const response = await post('/api/refresh')
      if (response.status === 401 || response.status === 403) return 'refused'
      if (!response.ok) return 'unreachable'
      this.#token = ((await response.json()) as TokenAnswer).access_token
      return 'renewed'
    } catch {
      return 'unreachable'
    }
  }

  async logout(): Promise<void> {
    this.#token = ''
    try {
      await post('/api/logout')
    } catch {
      // Out of reach: the cookie ends by itself, and this page has forgotten its token.
    }
  }
}
