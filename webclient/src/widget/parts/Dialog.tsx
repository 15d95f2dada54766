import type { ComponentChildren } from 'preact'

interface DialogProps {
  title: string
  hide: () => void
  children: ComponentChildren
}

const show = (dialog: HTMLDialogElement | null): void => dialog?.showModal()

/** Lies over the widget until it is answered; Escape is the safe answer. */
export const Dialog = ({ title, hide, children }: DialogProps) => {
  return (
    <dialog ref={show} class="w-dialog" aria-labelledby="dialog-title" onClose={hide}>
      <b id="dialog-title">{title}</b>
      {children}
    </dialog>
  )
}
