/** Pictures and files: those on their way, and where those of the conversation are. */

import { systemClock } from '../core/clock'
import { browserExchange } from '../core/exchange'
import { FilesKey, type FileView, fileUrl } from '../core/files-key'
import { newId } from '../core/new-id'
import { contentOf, type Uploading, UploadList } from '../core/upload-list'
import type { Link } from './link'
import { computed, effect, type ReadonlySignal, signal } from './signals'

export interface Files {
  readonly sending: ReadonlySignal<readonly Uploading[]>
  /** More was added at once than is taken. */
  readonly tooMany: ReadonlySignal<boolean>
  add(files: readonly File[]): void
  remove(id: string): void
  retry(id: string): void
  /** Where a file of a message is; undefined until there is a key, or while nothing is stored. */
  url(session: string | undefined, upload: string, view: FileView): string | undefined
  /** For the `ref` of what shows a file: as long as it is there, there is a key if one can be had. */
  watch(): () => void
  /** The key at hand did not do: gets another one. */
  refused(): void
}

/** Everything of a visitor goes to one place. */
const PLACE = 'buyer'

export const createFiles = (link: Link): Files => {
  const sending = signal<readonly Uploading[]>([])
  const tooMany = signal(false)
  const shownKey = signal<string | undefined>(undefined)
  /** The visitor's own pictures are at hand. */
  const own = new Map<string, string>()
  const key = new FilesKey(
    () => clientOf(link).call('files.key', {}),
    () => Date.now() + link.state.value.clockOffsetMs,
  )
  const list = new UploadList({
    clock: systemClock,
    exchange: browserExchange,
    key,
    bytesMax: () => link.state.value.settings?.upload_bytes_max ?? Number.POSITIVE_INFINITY,
    newId,
    send: ({ file }, answer) => {
      if (answer.width && file instanceof Blob) own.set(answer.upload, URL.createObjectURL(file))
      clientOf(link).send(contentOf(answer))
    },
  })
  list.store.subscribe(() => {
    sending.value = list.store.getState()
  })
  let who: string | undefined
  effect(() => {
    const { connection, me } = link.state.value
    if (connection.at !== 'open') return
    // Whoever turned out to be somebody else has another key.
    if (who !== me?.id) key.drop()
    who = me?.id
    list.wake()
  })
  const connected = computed(() => link.state.value.connection.at === 'open')
  const ask = (): void => {
    // Without a connection: asked again when it is back.
    key.get().then(
      (fresh) => {
        shownKey.value = fresh
      },
      () => {},
    )
  }
  return {
    sending,
    tooMany,
    add(files) {
      tooMany.value = list.add(PLACE, files, 'public') === 'full'
    },
    remove: (id) => list.remove(id),
    retry: (id) => {
      const failed = sending.peek().find((one) => one.id === id)?.at === 'failed'
      if (failed) list.retry(id)
      else list.wake()
    },
    url: (session, upload, view) =>
      own.get(upload) ??
      (session && shownKey.value ? fileUrl(session, upload, shownKey.value, view) : undefined),
    watch: () =>
      effect(() => {
        if (connected.value) ask()
      }),
    refused() {
      if (key.current === shownKey.peek()) key.drop()
      ask()
    },
  }
}

const clientOf = (link: Link) => {
  if (!link.client) throw new Error('files before the first connection')
  return link.client
}
