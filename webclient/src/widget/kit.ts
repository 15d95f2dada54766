/** What shows and sends files. */

import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { systemClock } from '../core/clock'
import { browserExchange } from '../core/exchange'
import { FilesKey, type FileView, fileUrl } from '../core/files-key'
import { type Added, contentOf, type Uploading, UploadList } from '../core/upload-list'
import type { Link } from './link'
import { FileCard, Picture, type Shown } from './parts/Files'
import { SendingFiles } from './parts/SendingFiles'

export interface Kit {
  readonly Picture: FunctionComponent<Shown<'image'>>
  readonly FileCard: FunctionComponent<Shown<'file'>>
  readonly SendingFiles: FunctionComponent
  readonly sending: ReadonlySignal<readonly Uploading[]>
  add(files: readonly File[]): Added
  remove(id: string): void
  retry(id: string): void
  /** Where a file of a message is; undefined until there is a key, or while nothing is stored. */
  url(session: string | undefined, upload: string, view: FileView): string | undefined
  /** Gets a key, a new one if the one at hand was `refused`. */
  ask(refused: boolean): void
}

/** Everything of a visitor goes to one place. */
const PLACE = 'buyer'

export const createKit = (link: Link): Kit => {
  const sending = signal<readonly Uploading[]>([])
  const shownKey = signal<string>()
  /** The visitor's own pictures are at hand. */
  const own = new Map<string, string>()
  const key = new FilesKey(
    () => clientOf(link).call('files.key', {}),
    () => Date.now() + link.state.value.clockOffsetMs,
  )
  let ids = 0
  const list = new UploadList({
    clock: systemClock,
    exchange: browserExchange,
    key,
    bytesMax: () => link.state.value.settings?.upload_bytes_max ?? Number.POSITIVE_INFINITY,
    newId: () => String(++ids),
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
  return {
    Picture,
    FileCard,
    SendingFiles,
    sending,
    add: (files) => list.add(PLACE, files, 'public'),
    remove: (id) => list.remove(id),
    retry: (id) => {
      const failed = sending.peek().find((one) => one.id === id)?.at === 'failed'
      if (failed) list.retry(id)
      else list.wake()
    },
    url: (session, upload, view) =>
      own.get(upload) ??
      (session && shownKey.value ? fileUrl(session, upload, shownKey.value, view) : undefined),
    ask(refused) {
      if (refused && key.current === shownKey.peek()) key.drop()
      // Without a connection: asked again when it is back.
      key.get().then(
        (fresh) => {
          shownKey.value = fresh
        },
        () => {},
      )
    },
  }
}

const clientOf = (link: Link) => {
  if (!link.client) throw new Error('files before the first connection')
  return link.client
}
