/** The screen as it was; drag over the part that is to be sent. Arrow keys move it, with Shift they resize it. */
import { Button, Modal } from 'antd'
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { between, crop, nudge, type Rect } from './capture'

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
  onDone: (file: File | null) => void
}

export function CropDialog({ shot, onDone }: CropDialogProps) {
  const { t } = useTranslation()
  const whole: Rect = { x: 0, y: 0, width: shot.width, height: shot.height }
  const [rect, setRect] = useState(whole)
  const [busy, setBusy] = useState(false)
  const isWhole = rect.width === whole.width && rect.height === whole.height
  const attach = () => {
    setBusy(true)
    void crop(shot, rect).then(onDone)
  }
  return (
    <Modal
      open
      width="min(1200px, 92vw)"
      title={t('capture.title')}
      onCancel={() => onDone(null)}
      footer={
        <>
          <span className="crop-size">
            {rect.width} × {rect.height}
          </span>
          <Button disabled={isWhole} onClick={() => setRect(whole)}>
            {t('capture.whole')}
          </Button>
          <Button onClick={() => onDone(null)}>{t('common.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={attach}>
            {t('capture.attach')}
          </Button>
        </>
      }
    >
      <p className="crop-hint">{t('capture.hint')}</p>
      <Picture shot={shot} rect={rect} onChange={setRect} />
    </Modal>
  )
}

interface PictureProps {
  shot: HTMLCanvasElement
  rect: Rect
  onChange: (rect: Rect) => void
}

function Picture({ shot, rect, onChange }: PictureProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const start = useRef<{ x: number; y: number } | null>(null)
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
    start.current = pointOf(event)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!start.current) return
    const dragged = between(start.current, pointOf(event), shot)
    if (dragged.width >= LEAST && dragged.height >= LEAST) onChange(dragged)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key]
    if (!arrow) return
    event.preventDefault()
    onChange(nudge(rect, { x: arrow[0], y: arrow[1] }, event.shiftKey, shot))
  }
  const part = (pixels: number, of: number) => `${(100 * pixels) / of}%`
  return (
    <div
      ref={box}
      className="crop"
      role="application"
      aria-label={t('capture.area')}
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
