/**
 * Log-in over HTTP. The access token lives in memory only; the refresh token is an HttpOnly cookie
 * that scripts never see, so a reload asks for a new access token.
 */
import type { Renewal } from '../core/connection'
import type {
  ErrorCode,
  HttpError,
  LoginRequest,
  OidcAnswer,
  OidcOffer,
  OidcRequest,
  TokenAnswer,
} from '../protocol/generated'

/** Why the way through the merchant's OpenID provider ended without a log-in. */
export const ELSEWHERE_FAILURES = [
  ...(['state', 'denied', 'token', 'unknown', 'provider', 'server', 'none'] as const),
] as const
export type ElsewhereFailure = (typeof ELSEWHERE_FAILURES)[number]

export type LoginFailure =
  | { kind: 'elsewhere'; why: ElsewhereFailure }
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

/** Whether any merchant of this server has an OpenID provider; the form asks for whose. */
export async function offersElsewhere(): Promise<boolean> {
  try {
    const response = await fetch('/api/oidc')
    return response.ok && ((await response.json()) as OidcOffer).offered
  } catch {
    return false
  }
}

/** What the way back from the provider has to say, by a word in the console's address. */
export function failureElsewhere(word: string | null): LoginFailure | null {
  if (word === null) return null
  if (word === 'throttled') return { kind: 'throttled', seconds: 60 }
  return { kind: 'elsewhere', why: ELSEWHERE_FAILURES.find((one) => one === word) ?? 'server' }
}

async function failureOf(response: Response): Promise<LoginFailure> {
  if (response.status === 401 || response.status === 403) return { kind: 'refused' }
  const text = await response.text()
  const detail = text.startsWith('{') ? (JSON.parse(text) as Partial<HttpError>).error : undefined
  if (response.status === 429)
    return { kind: 'throttled', seconds: Math.ceil((detail?.retry_after_ms ?? 60_000) / 1000) }
  return { kind: 'failed', code: detail?.code ?? String(response.status) }
}

export interface Account {
  readonly merchant: string
  readonly username: string
}

/** Whose token it is. Only the server can tell whether it is genuine. */
export function accountOf(token: string): Account | null {
  const [, payload = ''] = token.split('.')
  try {
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (letter) =>
      letter.charCodeAt(0),
    )
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { merchant: string; sub: string }
    return { merchant: claims.merchant, username: claims.sub }
  } catch {
    return null
  }
}

const isSame = (a: Account | null, b: Account | null): boolean =>
  a?.merchant === b?.merchant && a?.username === b?.username

export class Auth {
  #token = ''
  /**
   * Who this page is for; null: whoever logged in at this browser last. The browser has a cookie for
   * each account, and no page may become somebody else because another page has logged in.
   */
  #account: Account | null
  /** Renewals of several callers at once share one request: the refresh token rotates. */
  #renewing: Promise<Renewal> | null = null

  constructor(account: Account | null) {
    this.#account = account
  }

  readonly token = (): string => this.#token

  #accept({ access_token }: TokenAnswer): boolean {
    const account = accountOf(access_token)
    if (this.#account !== null && !isSame(account, this.#account)) return false
    this.#account = account
    this.#token = access_token
    return true
  }

  async login(credentials: Credentials): Promise<LoginFailure | null> {
    try {
      const response = await post('/api/login', credentials)
      if (!response.ok) return await failureOf(response)
      this.#account = null
      this.#accept((await response.json()) as TokenAnswer)
      return null
    } catch {
      // fetch rejects only when no answer came.
      return { kind: 'unreachable' }
    }
  }

  /** Leads to the merchant's OpenID provider, which leads back; or says why it cannot. */
  async loginElsewhere(wanted: OidcRequest): Promise<LoginFailure | null> {
    try {
      const response = await post('/api/oidc/login', wanted)
      if (response.status === 404) return { kind: 'elsewhere', why: 'none' }
      if (response.status === 503) return { kind: 'elsewhere', why: 'provider' }
      if (!response.ok) return await failureOf(response)
      location.assign(((await response.json()) as OidcAnswer).url)
      return null
    } catch {
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
      const response = await post('/api/refresh', this.#account)
      // 204: no log-in is kept in this browser: a first visit, which is nobody's mistake.
      if ([204, 401, 403].includes(response.status)) return 'refused'
      if (!response.ok) return 'unreachable'
      return this.#accept((await response.json()) as TokenAnswer) ? 'renewed' : 'refused'
    } catch {
      return 'unreachable'
    }
  }

  /** Reads something of the API; an expired token is renewed once. */
  get(path: string): Promise<Response> {
    return this.send('GET', path)
  }

  /** As `get`, by any method. */
  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const ask = () =>
      fetch(path, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    const response = await ask()
    return response.status === 401 && (await this.renew()) === 'renewed' ? ask() : response
  }

  /** Ends this account's log-in; the desk has it offline then. False: the server did not. */
  async logout(): Promise<boolean> {
    try {
      const { ok } = await post('/api/logout', this.#account)
      if (ok) this.#token = ''
      return ok
    } catch {
      return false
    }
  }
}
