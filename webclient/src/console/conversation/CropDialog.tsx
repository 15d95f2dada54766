/** A picture; drag over the part that is wanted. Arrow keys move it, with Shift they resize it. */
import { Button, Modal } from 'antd'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { moved, type Rect, type Shape } from './capture'

/** Smaller than this a drag was a click. */
const LEAST = 4
const STEP = 10
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

interface CropDialogProps {
  shot: HTMLCanvasElement
  shape: Shape
  /** What it says: of a screenshot, or of an avatar. */
  texts: 'capture' | 'avatarCrop'
  onDone: (rect: Rect | null) => void
}

export function CropDialog({ shot, shape, texts, onDone }: CropDialogProps) {
  const { t } = useTranslation()
  const whole = shape.whole(shot)
  const [rect, setRect] = useState(whole)
  const [busy, setBusy] = useState(false)
  const isWhole = rect.width === whole.width && rect.height === whole.height
  const take = () => {
    setBusy(true)
    onDone(rect)
  }
  return (
    <Modal
      open
      width="min(1200px, 92vw)"
      title={t(`${texts}.title`)}
      onCancel={() => onDone(null)}
      footer={
        <>
          <span className="crop-size">
            {rect.width} × {rect.height}
          </span>
          <Button disabled={isWhole} onClick={() => setRect(whole)}>
            {t(`${texts}.whole`)}
          </Button>
          <Button onClick={() => onDone(null)}>{t('common.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={take}>
            {t(`${texts}.attach`)}
          </Button>
        </>
      }
    >
      <p className="crop-hint">{t(`${texts}.hint`)}</p>
      <Picture
        shot={shot}
        shape={shape}
        label={t(`${texts}.area`)}
        rect={rect}
        onChange={setRect}
      />
    </Modal>
  )
}

interface PictureProps {
  shot: HTMLCanvasElement
  shape: Shape
  label: string
  rect: Rect
  onChange: (rect: Rect) => void
}

function Picture({ shot, shape, label, rect, onChange }: PictureProps) {
  const box = useRef<HTMLDivElement>(null)
  const start = useRef<{ x: number; y: number; held: Rect | null } | null>(null)
  useEffect(() => {
    shot.className = 'crop-shot'
    box.current?.prepend(shot)
  }, [shot])
  const pointOf = (event: PointerEvent) => {
    const seen = shot.getBoundingClientRect()
    const scale = shot.width / seen.width
    return { x: (event.clientX - seen.left) * scale, y: (event.clientY - seen.top) * scale }
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = pointOf(event)
    start.current = { ...at, held: shape.isHeld(rect, at, shot) ? rect : null }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return
    const [from, to] = [start.current, pointOf(event)]
    if (from.held) return onChange(moved(from.held, { x: to.x - from.x, y: to.y - from.y }, shot))
    const dragged = shape.between(from, to, shot)
    if (dragged.width >= LEAST && dragged.height >= LEAST) onChange(dragged)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key]
    if (!arrow) return
    event.preventDefault()
    onChange(shape.nudge(rect, { x: arrow[0], y: arrow[1] }, event.shiftKey, shot))
  }
  const part = (pixels: number, of: number) => `${(100 * pixels) / of}%`
  return (
    <div
      ref={box}
      className="crop"
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the area is moved by keys
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null
      }}
      onKeyDown={onKeyDown}
    >
      <i
        style={{
          left: part(rect.x, shot.width),
          top: part(rect.y, shot.height),
          width: part(rect.width, shot.width),
          height: part(rect.height, shot.height),
        }}
      />
    </div>
  )
}
