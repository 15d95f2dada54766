import { useEffect } from 'preact/hooks'
import type { BodyByKind, KindAndBody } from '../../protocol/generated'
import { useWidget } from '../context'

const SIDE_MAX = 220
const SIDE_MIN = 48

/** The room a picture takes, known before anything of it is there. */
export const boxOf = ({ width = SIDE_MAX, height = SIDE_MAX }: BodyByKind['image']) => {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  const side = (pixels: number): number => Math.max(SIDE_MIN, Math.round(pixels * scale))
  return { width: side(width), height: side(height) }
}

interface FileBodyProps {
  content: KindAndBody<'image' | 'file'>
  session: string | undefined
}

/** A picture or a file: a box with its name until what shows it is loaded. */
export const FileBody = ({ content, session }: FileBodyProps) => {
  const { files } = useWidget()
  useEffect(() => files.load(), [files])
  const kit = files.kit.value
  if (content.kind === 'file')
    return kit ? (
      <kit.FileCard body={content.body} session={session} />
    ) : (
      <span>{content.body.name}</span>
    )
  return kit ? (
    <kit.Picture body={content.body} session={session} />
  ) : (
    <span class="w-picture" style={boxOf(content.body)} />
  )
}
