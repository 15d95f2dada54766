import { Input } from 'antd'
import { type KeyboardEvent, useId } from 'react'
import { LIMITS } from '../../protocol/generated'

interface NoteFieldProps {
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
  onKeyDown?: (event: KeyboardEvent) => void
  autoFocus?: boolean
}

/** A few lines of free text with a label and a word on who sees it. */
export function NoteField({ label, hint, value, onChange, onKeyDown, autoFocus }: NoteFieldProps) {
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
        autoFocus={autoFocus === true}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}
