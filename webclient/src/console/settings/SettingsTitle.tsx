/** The head of a settings page: its name, a note, and what can be done with the whole page. */
import type { ReactNode } from 'react'

interface Props {
  name: string
  note?: ReactNode
  children?: ReactNode
}

export function SettingsTitle({ name, note, children }: Props) {
  return (
    <div className="title">
      <h1>{name}</h1>
      {note && <small>{note}</small>}
      <span className="grow" />
      {children}
    </div>
  )
}
