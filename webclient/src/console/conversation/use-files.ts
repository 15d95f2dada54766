/** The ways in which files come into a conversation: picked, pasted, dropped. */
import { App } from 'antd'
import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react'
import { UPLOADS_MAX } from '../../core/upload-list'
import { useTranslation } from '../i18n/Words'
import { useUploadList } from '../uploads'

/** Attaches files to the next message of a session. */
export function useAttach(session: string): (files: readonly File[]) => void {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const uploads = useUploadList()
  return (files) => {
    if (files.length > 0 && uploads.add(session, files, null) === 'full')
      void message.warning(t('files.full', { count: UPLOADS_MAX }))
  }
}

export function usePaste(session: string) {
  const attach = useAttach(session)
  return (event: ClipboardEvent) => {
    const { files } = event.clipboardData
    // Office programs put a picture beside the text that was meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return
    event.preventDefault()
    attach([...files])
  }
}

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

/** The whole conversation takes what is dropped on it. */
export function useDrop(session: string, enabled: boolean) {
  const attach = useAttach(session)
  const [over, setOver] = useState(false)
  // Entering a child comes before leaving its parent.
  const depth = useRef(0)
  const move = (by: number) => {
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (bringsFiles(event)) move(1)
    },
    onDragLeave: (event: DragEvent) => {
      if (bringsFiles(event)) move(-1)
    },
    onDragOver: (event: DragEvent) => {
      if (bringsFiles(event)) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      if (!bringsFiles(event)) return
      event.preventDefault()
      move(-depth.current)
      attach([...event.dataTransfer.files])
    },
  }
  return { over: over && enabled, handlers: enabled ? handlers : {} }
}
