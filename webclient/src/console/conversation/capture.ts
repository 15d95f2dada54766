/** One picture of the screen, and a part of it. */

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const canCapture = (): boolean =>
  typeof navigator.mediaDevices?.getDisplayMedia === 'function'

/** Asks which screen or window, takes one picture of it and lets go at once. */
export async function capture(): Promise<HTMLCanvasElement> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false })
  try {
    const video = document.createElement('video')
    video.srcObject = stream
    video.muted = true
    await video.play()
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    contextOf(canvas).drawImage(video, 0, 0)
    return canvas
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}

/** A part of a picture, as a file of its own. */
export function crop(shot: HTMLCanvasElement, { x, y, width, height }: Rect): Promise<File> {
  const part = document.createElement('canvas')
  part.width = width
  part.height = height
  contextOf(part).drawImage(shot, x, y, width, height, 0, 0, width, height)
  return new Promise((resolve, reject) => {
    part.toBlob((blob) => {
      if (blob) resolve(new File([blob], 'screenshot.png', { type: 'image/png' }))
      else reject(new Error('the picture cannot be encoded'))
    }, 'image/png')
  })
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no room for the picture')
  return context
}

/** The rectangle between two corners, inside of a picture and in its whole pixels. */
export function between(
  a: { x: number; y: number },
  b: { x: number; y: number },
  size: { width: number; height: number },
): Rect {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)))
  const [left, right] = [
    clamp(Math.min(a.x, b.x), size.width),
    clamp(Math.max(a.x, b.x), size.width),
  ]
  const [top, bottom] = [
    clamp(Math.min(a.y, b.y), size.height),
    clamp(Math.max(a.y, b.y), size.height),
  ]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Moved (or, `grow`, resized) by so many pixels, inside of a picture. */
export function nudge(
  rect: Rect,
  by: { x: number; y: number },
  grow: boolean,
  size: { width: number; height: number },
): Rect {
  const clamp = (value: number, least: number, most: number) =>
    Math.min(most, Math.max(least, value))
  if (grow)
    return {
      ...rect,
      width: clamp(rect.width + by.x, 1, size.width - rect.x),
      height: clamp(rect.height + by.y, 1, size.height - rect.y),
    }
  return {
    ...rect,
    x: clamp(rect.x + by.x, 0, size.width - rect.width),
    y: clamp(rect.y + by.y, 0, size.height - rect.height),
  }
}
