import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DialogProps {
  title: string
  hide: () => void
  children: ComponentChildren
}

/** Lies over the widget until it is answered; Escape is the safe answer. */
export const Dialog = ({ title, hide, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="w-dialog" aria-labelledby="dialog-title" onClose={hide}>
      <b id="dialog-title">{title}</b>
      {children}
    </dialog>
  )
}
