/** A picture that was chosen: drawn to be cut, and what was cut in its own pixels. */
import type { Rect, Size } from '../conversation/capture'

export interface Chosen {
  readonly file: File
  readonly shot: HTMLCanvasElement
}

/** More pixels than a screen shows are not drawn. */
const DRAWN_MAX = 1_600

/** Fails when the browser cannot read it. */
export async function drawn(file: File): Promise<Chosen> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, DRAWN_MAX / Math.max(image.width, image.height))
  const shot = document.createElement('canvas')
  shot.width = Math.max(1, Math.round(image.width * scale))
  shot.height = Math.max(1, Math.round(image.height * scale))
  const context = shot.getContext('2d')
  if (!context) throw new Error('no room for the picture')
  context.drawImage(image, 0, 0, shot.width, shot.height)
  image.close()
  return { file, shot }
}

/** A square of what was drawn, inside of the picture itself. */
export function squareOf(
  { shot }: { shot: Size },
  rect: Rect,
  { width = 1, height = 1 }: { width?: number; height?: number },
): { x: number; y: number; side: number } {
  const scale = Math.max(width, height) / Math.max(shot.width, shot.height)
  const x = Math.min(width - 1, Math.floor(rect.x * scale))
  const y = Math.min(height - 1, Math.floor(rect.y * scale))
  const side = Math.max(1, Math.round(rect.width * scale))
  return { x, y, side: Math.min(side, width - x, height - y) }
}
