import type { ReactNode } from 'react'

interface FactProps {
  icon: ReactNode
  name: string
  children: ReactNode
}

/** A line of a section: what it is, and what it says. */
export function Fact({ icon, name, children }: FactProps) {
  return (
    <div>
      <dt>
        {icon}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}
