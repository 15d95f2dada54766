import { type RefObject, useRef } from 'react'

interface FirstFocus<Field> {
  field: RefObject<Field | null>
  afterOpenChange: (open: boolean) => void
}

/** A modal's fields are mounted before it is shown: `autoFocus` on them comes too early. */
export function useFirstFocus<Field extends { focus(): void }>(): FirstFocus<Field> {
  const field = useRef<Field>(null)
  return { field, afterOpenChange: (open) => open && field.current?.focus() }
}
