/** One icon, what is so, what will happen, one button. */
import { Button } from 'antd'
import type { ReactNode } from 'react'

interface EmptyProps {
  icon: ReactNode
  title: string
  text: string
  action?: { name: string; run: () => void }
}

export function Empty({ icon, title, text, action }: EmptyProps) {
  return (
    <div className="empty">
      {icon}
      <b>{title}</b>
      <p>{text}</p>
      {action && (
        <Button size="small" onClick={action.run}>
          {action.name}
        </Button>
      )}
    </div>
  )
}
