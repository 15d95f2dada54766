import { CaretDownOutlined } from '@ant-design/icons'
import { type ReactNode, useState } from 'react'

interface SectionProps {
  title: string
  extra?: ReactNode
  children: ReactNode
}

/** A part of the details column, folded by its head. */
export function Section({ title, extra, children }: SectionProps) {
  const [open, setOpen] = useState(true)
  return (
    <section className="sec">
      <h2>
        <button type="button" className="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <CaretDownOutlined />
          {title}
        </button>
        <span className="grow" />
        {extra}
      </h2>
      {open && children}
    </section>
  )
}
