import { Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { type KeyboardEvent, type Ref, useId } from 'react'
import { LIMITS } from '../../protocol/generated'

interface NoteFieldProps {
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
  onKeyDown?: (event: KeyboardEvent) => void
  ref?: Ref<TextAreaRef>
}

/** A few lines of free text with a label and a word on who sees it. */
export function NoteField({ label, hint, value, onChange, onKeyDown, ref }: NoteFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        <small>{hint}</small>
      </label>
      <Input.TextArea
        id={id}
        rows={2}
        maxLength={LIMITS.NOTE_MAX}
        value={value}
        ref={ref}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}
