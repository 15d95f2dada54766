import type { BodyByKind } from '../../protocol/generated'
import { useWidget } from '../context'
import { useSignal } from '../signals'
import { Icon } from './Icon'

const TRIES_MAX = 3

const SIDE_MAX = 220
const SIDE_MIN = 48

interface Shown<K extends 'image' | 'file'> {
  readonly body: BodyByKind[K]
  readonly session: string | undefined
}

/** The room a picture takes, known before anything of it is there. */
const boxOf = ({ width = SIDE_MAX, height = SIDE_MAX }: BodyByKind['image']) => {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  const side = (pixels: number): number => Math.max(SIDE_MIN, Math.round(pixels * scale))
  return { width: side(width), height: side(height) }
}

/** Takes the room it will have, so that nothing moves when it comes. */
export const Picture = ({ body, session }: Shown<'image'>) => {
  const { text, files } = useWidget()
  const tries = useSignal(0)
  const { upload, name } = body
  const box = boxOf(body)
  const small = files.url(session, upload, 'thumbnail')
  const whole = files.url(session, upload, 'whole')
  if (!small || !whole || tries.value >= TRIES_MAX)
    return (
      <span ref={files.watch} class="w-picture" style={box}>
        {tries.value > 0 && name}
      </span>
    )
  const failed = (): void => {
    tries.value += 1
    files.refused()
  }
  return (
    <a
      ref={files.watch}
      class="w-picture"
      href={whole}
      target="_blank"
      rel="noreferrer"
      aria-label={`${text.picture}: ${name}`}
    >
      <img key={tries.value} src={small} {...box} alt={name} onError={failed} />
    </a>
  )
}

const sizeOf = (bytes: number): string =>
  bytes < 1_048_576
    ? `${Math.max(1, Math.round(bytes / 1_024))} KB`
    : `${(bytes / 1_048_576).toFixed(1)} MB`

export const FileCard = ({ body, session }: Shown<'file'>) => {
  const { files } = useWidget()
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
    <a ref={files.watch} class="w-file" href={href} download={body.name}>
      {inside}
    </a>
  ) : (
    <span ref={files.watch} class="w-file">
      {inside}
    </span>
  )
}
