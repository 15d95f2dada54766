/** The key to one's files: asked for once, and anew before it ends. */
import type { FilesKeyAnswer } from '../protocol/generated'

/** A picture that is shown with a key gets so much time to load. */
const BEFORE_MS = 60_000

export class FilesKey {
  readonly #ask: () => Promise<FilesKeyAnswer>
  readonly #serverNow: () => number
  #known: FilesKeyAnswer | null = null
  #asked: Promise<string> | null = null

  constructor(ask: () => Promise<FilesKeyAnswer>, serverNow: () => number) {
    this.#ask = ask
    this.#serverNow = serverNow
  }

  /** The key at hand; null: ask for one. */
  get current(): string | null {
    const known = this.#known
    return known && known.expires_ms - BEFORE_MS > this.#serverNow() ? known.key : null
  }

  /** Fails like a command, when there is no connection to ask on. */
  get(): Promise<string> {
    const { current } = this
    if (current !== null) return Promise.resolve(current)
    this.#asked ??= this.#ask()
      .then((answer) => {
        this.#known = answer
        return answer.key
      })
      .finally(() => {
        this.#asked = null
      })
    return this.#asked
  }

  /** The server does not know it any more. */
  drop(): void {
    this.#known = null
  }
}

export type FileView = 'thumbnail' | 'whole' | 'download'
const QUERY: Record<FileView, string> = {
  thumbnail: '&view=thumbnail',
  whole: '',
  download: '&download',
}

/** Where a file of a message is. */
export const fileUrl = (session: string, upload: string, key: string, view: FileView): string =>
  `/api/files/${encodeURIComponent(session)}/${encodeURIComponent(upload)}?key=${encodeURIComponent(key)}${QUERY[view]}`
