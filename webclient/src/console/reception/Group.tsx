/** A quiet group under the session list, folded by its head. */
import { CaretDownOutlined } from '@ant-design/icons'
import { type ReactNode, useState } from 'react'

interface GroupProps {
  title: string
  count: number
  hint: ReactNode
  children: ReactNode
}

export function Group({ title, count, hint, children }: GroupProps) {
  const [open, setOpen] = useState(true)
  return (
    <section className="quiet" aria-label={title}>
      <h2>
        <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <CaretDownOutlined />
          {title} <b>{count}</b>
        </button>
        <em>{hint}</em>
      </h2>
      {open && children}
    </section>
  )
}
