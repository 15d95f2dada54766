/** The files an agent sends: one list for the whole console, a part of it for each session. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { AgentClient } from '../core/agent-client'
import { systemClock } from '../core/clock'
import { browserExchange } from '../core/exchange'
import { type FileView, fileUrl } from '../core/files-key'
import { newId } from '../core/new-id'
import { CommandFailed } from '../core/requests'
import { contentOf, type Uploading, UploadList } from '../core/upload-list'
import { useAgentState, useClient } from './desk'

function createUploads(client: AgentClient): UploadList {
  const uploads = new UploadList({
    clock: systemClock,
    exchange: browserExchange,
    key: client.files,
    bytesMax: () => client.store.getState().settings?.upload_bytes_max ?? Number.POSITIVE_INFINITY,
    newId,
    send: (item, answer, to) => {
      keepLocal(answer.upload, item.file)
      client.send(item.place, to, contentOf(answer))
    },
  })
  let wasOpen = false
  client.store.subscribe(() => {
    const isOpen = client.store.getState().connection.at === 'open'
    if (isOpen && !wasOpen) uploads.wake()
    wasOpen = isOpen
  })
  return uploads
}

const lists = new WeakMap<AgentClient, UploadList>()

/** The list of this console's client. */
export function useUploadList(): UploadList {
  const client = useClient()
  const known = lists.get(client)
  if (known) return known
  const created = createUploads(client)
  lists.set(client, created)
  return created
}

/** What is on its way to a session. */
export function useUploads(session: string): readonly Uploading[] {
  const uploads = useUploadList()
  const all = useSyncExternalStore(uploads.store.subscribe, uploads.store.getState)
  return all.filter((one) => one.place === session)
}

/** One's own pictures, shown from here: they are at hand before the server shows them. */
const local = new Map<string, string>()
const LOCAL_MAX = 50

function keepLocal(upload: string, file: unknown): void {
  if (!(file instanceof Blob) || !file.type.startsWith('image/')) return
  local.set(upload, URL.createObjectURL(file))
  for (const [oldest, url] of local) {
    if (local.size <= LOCAL_MAX) break
    local.delete(oldest)
    URL.revokeObjectURL(url)
  }
}

export const localUrl = (upload: string): string | undefined => local.get(upload)

/** Makes addresses of files; null until there is a key. `again`: the one at hand is refused. */
export function useFileUrls() {
  const { files } = useClient()
  const connected = useAgentState((state) => state.connection.at === 'open')
  const [key, setKey] = useState(files.current)
  const ask = () => {
    files.get().then(setKey, (error: unknown) => {
      // Asked again when the connection is back.
      if (!(error instanceof CommandFailed)) throw error
    })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each connection
  useEffect(() => {
    if (connected && (key === null || files.current !== key)) ask()
  }, [connected])
  return {
    url: (session: string, upload: string, view: FileView) =>
      key === null ? null : fileUrl(session, upload, key, view),
    again: () => {
      if (files.current === key) files.drop()
      ask()
    },
  }
}
