import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { BodyByKind } from '../../protocol/generated'
import { useWidget } from '../context'
import type { Kit } from '../kit'
import { boxOf } from './FileBody'
import { Icon } from './Icon'

const TRIES_MAX = 3

export interface Shown<K extends 'image' | 'file'> {
  readonly body: BodyByKind[K]
  readonly session: string | undefined
}

/** The kit this came with; a key is asked for whenever there is a connection. */
const useKit = (): Kit => {
  const { view, files } = useWidget()
  const { connected } = view.value
  const kit = files.kit.value as Kit
  useEffect(() => {
    if (connected) kit.ask(false)
  }, [connected, kit])
  return kit
}

/** Takes the room it will have, so that nothing moves when it comes. */
export const Picture = ({ body, session }: Shown<'image'>) => {
  const { text } = useWidget()
  const kit = useKit()
  const tries = useSignal(0)
  const { upload, name } = body
  const box = boxOf(body)
  const small = kit.url(session, upload, 'thumbnail')
  const whole = kit.url(session, upload, 'whole')
  if (!small || !whole || tries.value >= TRIES_MAX)
    return (
      <span class="w-picture" style={box}>
        {tries.value > 0 && name}
      </span>
    )
  const failed = (): void => {
    tries.value += 1
    kit.ask(true)
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

export const FileCard = ({ body, session }: Shown<'file'>) => {
  const kit = useKit()
  const href = kit.url(session, body.upload, 'download')
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
