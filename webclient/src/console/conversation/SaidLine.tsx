/** A line of a record that is only read: of a former session, or of what was left. */
import { shortTimeText } from '../../core/time'
import type { MessageView } from '../../protocol/generated'
import { usePreferences } from '../preferences'
import { Body } from './Body'

interface LineProps {
  message: MessageView
  /** The buyer's, as it is now. */
  name: string
}

export function SaidLine({ message, name }: LineProps) {
  const { locale } = usePreferences()
  const { author } = message
  const who = author.role === 'buyer' ? name : author.name
  return (
    <div className={`said-line is-${author.role}`}>
      <small>
        {who && <b>{who}</b>} {shortTimeText(message.at_ms, Date.now(), locale)}
      </small>
      <Body session={message.session} content={message} />
    </div>
  )
}
