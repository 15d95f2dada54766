/** Pictures and files: what was sent is shown from here; what sends them is loaded when it is needed. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { type FileView, fileUrl } from '../core/files-key'
import type { Uploading } from '../core/upload-list'
import type { Link } from './link'
import type { Sending } from './sending'

export interface Files {
  readonly sending: ReadonlySignal<readonly Uploading[]>
  /** More was added at once than is taken, or the network failed before anything began. */
  readonly trouble: ReadonlySignal<'filesMax' | 'failed' | undefined>
  /** Shows what is on its way, once it is loaded. */
  readonly list: ReadonlySignal<FunctionComponent | undefined>
  add(files: readonly File[]): void
  remove(id: string): void
  retry(id: string): void
  /** Where a file of a message is; undefined until there is a key, or while nothing is stored. */
  url(session: string | undefined, upload: string, view: FileView): string | undefined
  /** Gets a key, a new one if the one at hand was `refused`. */
  ask(refused: boolean): void
}

export const createFiles = (link: Link): Files => {
  const key = signal<string>()
  const sending = signal<readonly Uploading[]>([])
  const trouble = signal<'filesMax' | 'failed'>()
  const list = signal<FunctionComponent>()
  /** The visitor's own pictures are at hand. */
  const own = new Map<string, string>()
  let loaded: Promise<Sending> | undefined
  const load = (): Promise<Sending> =>
    (loaded ??= import('./sending')
      .then(({ createSending, SendingFiles }) => {
        list.value = SendingFiles
        return createSending(link, sending, own)
      })
      .catch((error: unknown) => {
        loaded = undefined
        throw error
      }))
  return {
    sending,
    trouble,
    list,
    add(files) {
      if (files.length === 0) return
      load().then(
        (loaded) => {
          trouble.value = loaded.add(files) === 'full' ? 'filesMax' : undefined
        },
        () => {
          trouble.value = 'failed'
        },
      )
    },
    remove: (id) => void load().then((one) => one.remove(id)),
    retry: (id) => void load().then((one) => one.retry(id)),
    url: (session, upload, view) =>
      own.get(upload) ??
      (session && key.value ? fileUrl(session, upload, key.value, view) : undefined),
    ask(refused) {
      const files = link.client?.files
      if (refused && files?.current === key.value) files?.drop()
      // Without a connection: asked again when it is back.
      files?.get().then(
        (fresh) => {
          key.value = fresh
        },
        () => {},
      )
    },
  }
}
