import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { FileBody, ImageBody } from '../../protocol/generated'
import { useWidget } from '../context'
import { Icon } from './Icon'

const SIDE_MAX = 220
const SIDE_MIN = 48
const TRIES_MAX = 3

/** Asks for a key whenever there is a connection and none is at hand. */
const useKey = (): void => {
  const { view, files } = useWidget()
  const { connected } = view.value
  useEffect(() => {
    if (connected) files.ask(false)
  }, [connected, files])
}

/** Takes the room it will have, so that nothing moves when it comes. */
export const Picture = ({ body, session }: { body: ImageBody; session: string | undefined }) => {
  const { files, text } = useWidget()
  const tries = useSignal(0)
  useKey()
  const { upload, name, width = SIDE_MAX, height = SIDE_MAX } = body
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  const box = {
    width: Math.max(SIDE_MIN, Math.round(width * scale)),
    height: Math.max(SIDE_MIN, Math.round(height * scale)),
  }
  const small = files.url(session, upload, 'thumbnail')
  const whole = files.url(session, upload, 'whole')
  if (!small || !whole || tries.value >= TRIES_MAX)
    return (
      <span class="w-picture" style={box}>
        {tries.value > 0 && name}
      </span>
    )
  const failed = (): void => {
    tries.value += 1
    files.ask(true)
  }
  return (
    <a
      class="w-picture"
      href={whole}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${text.value.picture}: ${name}`}
    >
      <img key={tries.value} src={small} {...box} alt={name} onError={failed} />
    </a>
  )
}

const sizeOf = (bytes: number): string =>
  bytes < 1_048_576
    ? `${Math.max(1, Math.round(bytes / 1_024))} KB`
    : `${(bytes / 1_048_576).toFixed(1)} MB`

export const FileCard = ({ body, session }: { body: FileBody; session: string | undefined }) => {
  const { files } = useWidget()
  useKey()
  const href = files.url(session, body.upload, 'download')
  const inside = (
    <>
      <Icon name="file" />
      <span>
        <b>{body.name}</b>
        <small>{sizeOf(body.size)}</small>
      </span>
    </>
  )
  return href ? (
    <a class="w-file" href={href} download={body.name}>
      {inside}
    </a>
  ) : (
    <span class="w-file">{inside}</span>
  )
}
