/**
 * One file on its way to the server, in parts: after a lost network it goes on where it was.
 *
 *   begin ──▶ parts ──▶ complete
 *              │ ▲
 *    lost, busy▼ │ after a pause, or at once when the network is back
 *             asks where it was
 */
import type { UploadAnswer } from '../protocol/generated'
import { backoffMs } from './backoff'
import type { Clock } from './clock'
import { CommandFailed } from './requests'

export const PART_BYTES = 256 * 1024

/** What a browser's `File` is to us. */
export interface Sendable {
  readonly name: string
  readonly size: number
  slice(from: number, to: number): unknown
}

export interface Ask {
  readonly method: 'POST' | 'GET' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly retryAfterMs: number | null
}

/** One HTTP exchange; fails when the network does, or when it is given up. */
export type Exchange = (ask: Ask, given: GivenUp) => Promise<Reply>

export interface GivenUp {
  /** Called once, when the upload is given up or the network is back. */
  onabort: (() => void) | null
}

/** The file cannot be sent; trying again unchanged is useless. `code`: the server's, or a status. */
export class UploadFailed extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'UploadFailed'
    this.code = code
  }
}

export interface UploadOptions {
  readonly file: Sendable
  readonly clock: Clock
  readonly exchange: Exchange
  readonly key: { get(): Promise<string>; drop(): void }
  /** So many bytes are stored; `waiting`: the network is away. */
  readonly onProgress: (sent: number, waiting: boolean) => void
}

/** By status: what the server says of a file itself. */
const FATAL: Record<number, string> = { 400: 'unreadable', 413: 'too_large', 415: 'type' }

export class Upload {
  readonly #options: UploadOptions
  #name: string | null = null
  #sent: number | null = 0
  #failures = 0
  #refused = 0
  #stopped = false
  #wake: (() => void) | null = null
  #given: GivenUp = { onabort: null }

  constructor(options: UploadOptions) {
    this.#options = options
  }

  /** Resolves with what the file turned out to be; fails with {@link UploadFailed} alone. */
  async run(): Promise<UploadAnswer> {
    for (;;) {
      if (this.#stopped) throw new UploadFailed('stopped')
      try {
        const answer = await this.#step()
        this.#failures = 0
        this.#sent = answer.offset
        this.#options.onProgress(answer.offset, false)
        if (answer.complete) return answer
      } catch (error) {
        if (error instanceof UploadFailed) throw error
        await this.#pause(error)
      }
    }
  }

  /** The network is back: no more waiting. */
  wake(): void {
    this.#wake?.()
  }

  /** Nobody wants it any more; the server is told, if it can be. */
  stop(): void {
    this.#stopped = true
    this.#given.onabort?.()
    this.#wake?.()
    if (this.#name !== null) this.#ask('DELETE', this.#path, {}).catch(() => {})
  }

  get #path(): string {
    return `/api/uploads/${this.#name}`
  }

  async #step(): Promise<UploadAnswer> {
    const { file } = this.#options
    if (this.#name === null) {
      const body = JSON.stringify({ name: file.name || 'file', size: file.size })
      const headers = { 'content-type': 'application/json' }
      const begun = await this.#expect('POST', '/api/uploads', headers, body)
      this.#name = begun.upload
      return begun
    }
    if (this.#sent === null) return this.#expect('GET', this.#path, {})
    const headers = {
      'content-type': 'application/octet-stream',
      'upload-offset': String(this.#sent),
    }
    const end = Math.min(file.size, this.#sent + PART_BYTES)
    return this.#expect('PATCH', this.#path, headers, file.slice(this.#sent, end))
  }

  async #expect(
    method: Ask['method'],
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<UploadAnswer> {
    const reply = await this.#ask(method, path, headers, body)
    if (reply.status < 300) return reply.body as UploadAnswer
    this.#sent = null
    if (reply.status === 401) {
      this.#options.key.drop()
      if (++this.#refused > 2) throw new UploadFailed('not_allowed')
    } else if (reply.status === 404) throw new UploadFailed('gone')
    else if (isLasting(reply)) throw new UploadFailed(codeOf(reply))
    throw new Later(reply.retryAfterMs)
  }

  async #ask(
    method: Ask['method'],
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Reply> {
    const authorization = `Bearer ${await this.#options.key.get()}`
    const ask = { method, path, headers: { ...headers, authorization } }
    this.#given = { onabort: null }
    return this.#options.exchange(body === undefined ? ask : { ...ask, body }, this.#given)
  }

  #pause(error: unknown): Promise<void> {
    const { clock, onProgress } = this.#options
    // What of the part has come is known to the server alone.
    if (this.#name !== null) this.#sent = null
    const asked = error instanceof Later || error instanceof CommandFailed
    const wait = (asked ? error.retryAfterMs : null) ?? backoffMs(this.#failures++, clock.random())
    if (!(error instanceof Later)) onProgress(-1, true)
    return new Promise((resolve) => {
      const go = () => {
        cancel()
        this.#wake = null
        resolve()
      }
      const cancel = clock.after(wait, go)
      this.#wake = go
    })
  }
}

/** Not now. */
class Later extends Error {
  readonly retryAfterMs: number | null

  constructor(retryAfterMs: number | null) {
    super('later')
    this.retryAfterMs = retryAfterMs
  }
}

/** A wait that nobody would sit out is a refusal. */
const WAIT_MAX_MS = 120_000

/** Whether the same again would be refused again: a wrong place, 408 and 5xx are not. */
function isLasting(reply: Reply): boolean {
  const { status, retryAfterMs } = reply
  if (status === 429) return (retryAfterMs ?? 0) > WAIT_MAX_MS
  if (status === 409) return said(reply) === 'blocked'
  return status < 500 && status !== 408
}

const said = ({ body }: Reply): string | undefined =>
  (body as { error?: { code?: string } } | null)?.error?.code

const codeOf = (reply: Reply): string => FATAL[reply.status] ?? said(reply) ?? String(reply.status)
