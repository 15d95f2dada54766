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

interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** What a part may look like: how it begins, is drawn, and is moved or (`grow`) resized by keys. */
export interface Shape {
  whole(size: Size): Rect
  between(a: Point, b: Point, size: Size): Rect
  nudge(rect: Rect, by: Point, grow: boolean, size: Size): Rect
  /** Pressed inside of it, it is moved and not drawn anew. */
  isHeld(rect: Rect, at: Point, size: Size): boolean
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(value)))

const inside = (point: Point, size: Size): Point => ({
  x: clamp(point.x, 0, size.width),
  y: clamp(point.y, 0, size.height),
})

/** Moved by so many pixels, inside of a picture. */
export const moved = (rect: Rect, by: Point, size: Size): Rect => ({
  ...rect,
  x: clamp(rect.x + by.x, 0, size.width - rect.width),
  y: clamp(rect.y + by.y, 0, size.height - rect.height),
})

/** Any rectangle in whole pixels. */
export const rectangle: Shape = {
  whole: ({ width, height }) => ({ x: 0, y: 0, width, height }),
  between(from, to, size) {
    const [a, b] = [inside(from, size), inside(to, size)]
    const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
    return { x, y, width: Math.max(a.x, b.x) - x, height: Math.max(a.y, b.y) - y }
  },
  nudge(rect, by, grow, size) {
    if (!grow) return moved(rect, by, size)
    const width = clamp(rect.width + by.x, 1, size.width - rect.x)
    return { ...rect, width, height: clamp(rect.height + by.y, 1, size.height - rect.y) }
  },
  isHeld: () => false,
}

/** A square; to begin with the largest one, in the middle. */
export const square: Shape = {
  whole({ width, height }) {
    const side = Math.min(width, height)
    const [x, y] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)]
    return { x, y, width: side, height: side }
  },
  between(from, to, size) {
    const [a, b] = [inside(from, size), inside(to, size)]
    const [right, down] = [b.x >= a.x, b.y >= a.y]
    const room = Math.min(right ? size.width - a.x : a.x, down ? size.height - a.y : a.y)
    const side = Math.min(room, Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y)))
    const [x, y] = [right ? a.x : a.x - side, down ? a.y : a.y - side]
    return { x, y, width: side, height: side }
  },
  nudge(rect, by, grow, size) {
    if (!grow) return moved(rect, by, size)
    const room = Math.min(size.width - rect.x, size.height - rect.y)
    const side = clamp(rect.width + by.x + by.y, 1, room)
    return { ...rect, width: side, height: side }
  },
  isHeld({ x, y, width, height }, at, size) {
    const all = width === size.width && height === size.height
    return !all && at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height
  },
}
