/** Tells screen readers of what others write; the list itself would read out whatever scrolls in. */
import { useState } from 'react'
import type { SessionView } from '../../protocol/generated'
import { useMe } from '../desk'
import { usePreviewText } from '../preview-text'
import { useAgentName, useBuyerName } from '../use-names'

export function Announcer({ view }: { view: SessionView }) {
  const me = useMe()
  const buyerName = useBuyerName()
  const agentName = useAgentName()
  const previewText = usePreviewText()
  const [openedAt] = useState(view.seq.public)
  const last = view.last_message
  const isNews = last !== undefined && last.seq > openedAt && last.author.id !== me.agent
  const author =
    last?.author.role === 'buyer' ? buyerName(view.contact) : agentName(last?.author.id ?? '')
  return (
    <div className="unseen" aria-live="polite">
      {isNews && `${author}: ${previewText(last)}`}
    </div>
  )
}
