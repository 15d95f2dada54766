/** The files that are being sent to one place: at most ten, one after the other. */
import type { UploadAnswer } from '../protocol/generated'
import type { Clock } from './clock'
import { Store } from './store'
import { type Exchange, type Sendable, Upload, UploadFailed } from './upload'
import type { Channel } from './wire'

export const UPLOADS_MAX = 10

export interface Uploading {
  readonly id: string
  readonly place: string
  readonly file: Sendable
  /** Bytes that are stored. */
  readonly sent: number
  /** `queued`: others go first; `waiting`: for the network; `ready`: complete. */
  readonly at: 'queued' | 'sending' | 'waiting' | 'ready' | 'failed'
  /** Why it failed. */
  readonly code: string | null
  readonly answer: UploadAnswer | null
  /** The channel it goes to as soon as it is complete; null: its author has not said so yet. */
  readonly to: Channel | null
}

type Action =
  | { t: 'added'; item: Uploading }
  | { t: 'changed'; id: string; change: Partial<Uploading> }
  | { t: 'removed'; id: string }

function reduce(list: readonly Uploading[], action: Action): readonly Uploading[] {
  switch (action.t) {
    case 'added':
      return [...list, action.item]
    case 'changed':
      return list.map((one) => (one.id === action.id ? { ...one, ...action.change } : one))
    case 'removed':
      return list.filter((one) => one.id !== action.id)
  }
}

export interface UploadListOptions {
  readonly clock: Clock
  readonly exchange: Exchange
  readonly key: { get(): Promise<string>; drop(): void }
  readonly bytesMax: () => number
  readonly newId: () => string
  /** A file is complete and may go: send its message. */
  readonly send: (item: Uploading, answer: UploadAnswer, to: Channel) => void
}

/** `full`: more than the list takes; the first ones of what was added are in it. */
export type Added = 'added' | 'full'

export class UploadList {
  readonly store = new Store<readonly Uploading[], Action>(reduce, [])
  readonly #options: UploadListOptions
  readonly #running = new Map<string, Upload>()

  constructor(options: UploadListOptions) {
    this.#options = options
  }

  of(place: string): readonly Uploading[] {
    return this.store.getState().filter((one) => one.place === place)
  }

  /** `to`: as in {@link Uploading}. */
  add(place: string, files: readonly Sendable[], to: Channel | null): Added {
    const room = UPLOADS_MAX - this.of(place).length
    for (const file of files.slice(0, room)) this.#begin(place, file, to)
    this.#next()
    return files.length > room ? 'full' : 'added'
  }

  /** Gives a file up, whatever its state. */
  remove(id: string): void {
    this.#running.get(id)?.stop()
    this.#running.delete(id)
    this.store.dispatch({ t: 'removed', id })
    this.#next()
  }

  retry(id: string): void {
    this.#change(id, { at: 'queued', code: null, sent: 0 })
    this.#next()
  }

  /** Everything of a place is sent as soon as it is complete. */
  release(place: string, to: Channel): void {
    for (const one of this.of(place)) if (one.to === null) this.#change(one.id, { to })
    this.#sendReady()
  }

  /** The connection is back. */
  wake(): void {
    for (const upload of this.#running.values()) upload.wake()
  }

  #begin(place: string, file: Sendable, to: Channel | null): void {
    const code =
      file.size === 0 ? 'empty' : file.size > this.#options.bytesMax() ? 'too_large' : null
    const item: Uploading = {
      id: this.#options.newId(),
      place,
      file,
      sent: 0,
      at: code === null ? 'queued' : 'failed',
      code,
      answer: null,
      to,
    }
    this.store.dispatch({ t: 'added', item })
  }

  #next(): void {
    if (this.#running.size > 0) return
    const item = this.store.getState().find((one) => one.at === 'queued')
    if (item) void this.#run(item)
  }

  async #run({ id, file }: Uploading): Promise<void> {
    const { clock, exchange, key } = this.#options
    const upload = new Upload({
      file,
      clock,
      exchange,
      key,
      onProgress: (sent, waiting) =>
        this.#change(id, { at: waiting ? 'waiting' : 'sending', ...(sent >= 0 && { sent }) }),
    })
    this.#running.set(id, upload)
    this.#change(id, { at: 'sending' })
    try {
      const answer = await upload.run()
      this.#change(id, { at: 'ready', answer })
    } catch (error) {
      if (!(error instanceof UploadFailed)) throw error
      this.#change(id, { at: 'failed', code: error.code })
    } finally {
      if (this.#running.get(id) === upload) this.#running.delete(id)
    }
    this.#sendReady()
    this.#next()
  }

  /** In the order in which they were added: a later one waits for those before it. */
  #sendReady(): void {
    const held = new Set<string>()
    for (const item of this.store.getState()) {
      if (item.at === 'failed') continue
      if (item.at !== 'ready' || item.answer === null || item.to === null) held.add(item.place)
      else if (!held.has(item.place)) {
        this.store.dispatch({ t: 'removed', id: item.id })
        this.#options.send(item, item.answer, item.to)
      }
    }
  }

  #change(id: string, change: Partial<Uploading>): void {
    this.store.dispatch({ t: 'changed', id, change })
  }
}

/** A complete upload as what a message says. */
export function contentOf({ offset: _, complete: __, ...body }: UploadAnswer) {
  const { upload, name, size, type = '', width, height } = body
  return width && height
    ? ({ kind: 'image', body: { upload, name, size, type, width, height } } as const)
    : ({ kind: 'file', body: { upload, name, size, type } } as const)
}
