/** What sends files; loaded when the visitor picks the first one. */

import type { Signal } from '@preact/signals'
import { systemClock } from '../core/clock'
import { browserExchange } from '../core/exchange'
import { type Added, contentOf, type Uploading, UploadList } from '../core/upload-list'
import type { Link } from './link'

export { SendingFiles } from './parts/SendingFiles'

export interface Sending {
  add(files: readonly File[]): Added
  remove(id: string): void
  retry(id: string): void
}

/** Everything of a visitor goes to one place. */
const PLACE = 'buyer'

const clientOf = (link: Link) => {
  if (!link.client) throw new Error('files before the first connection')
  return link.client
}

export const createSending = (
  link: Link,
  shown: Signal<readonly Uploading[]>,
  own: Map<string, string>,
): Sending => {
  let ids = 0
  const list = new UploadList({
    clock: systemClock,
    exchange: browserExchange,
    key: {
      get: () => clientOf(link).files.get(),
      drop: () => clientOf(link).files.drop(),
    },
    bytesMax: () => link.state.value.settings?.upload_bytes_max ?? Number.POSITIVE_INFINITY,
    newId: () => String(++ids),
    send: ({ file }, answer) => {
      if (answer.width && file instanceof Blob) own.set(answer.upload, URL.createObjectURL(file))
      clientOf(link).send(contentOf(answer))
    },
  })
  list.store.subscribe(() => {
    shown.value = list.store.getState()
  })
  link.state.subscribe((state) => {
    if (state.connection.at === 'open') list.wake()
  })
  return {
    add: (files) => list.add(PLACE, files, 'public'),
    remove: (id) => list.remove(id),
    retry: (id) => {
      const failed = shown.peek().find((one) => one.id === id)?.at === 'failed'
      if (failed) list.retry(id)
      else list.wake()
    },
  }
}
