/** What the menu and the emoji have in common: they lie on top, and arrow keys walk through them. */

/**
 * For the `ref` of what lies on top: it gets the focus, and goes when anything is pressed that is not
 * inside of `stays`.
 */
export const onTop = (stays: string, hide: () => void) => (element: HTMLElement | null) => {
  element?.querySelector('button')?.focus()
  const press = ({ target }: Event): void => {
    if (!(target as Element).closest(stays)) hide()
  }
  addEventListener('pointerdown', press)
  return () => removeEventListener('pointerdown', press)
}

/** Moves the focus by so many buttons as the key's step says; `round`: from the end to the start. */
export const walk = (
  event: KeyboardEvent & { currentTarget: HTMLElement },
  steps: Readonly<Record<string, number>>,
  round: boolean,
): void => {
  const step = steps[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const to = buttons.indexOf(document.activeElement as HTMLButtonElement) + step
  buttons[round ? (to + buttons.length) % buttons.length : to]?.focus()
}
