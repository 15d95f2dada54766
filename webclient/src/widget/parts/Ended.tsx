import { timeText } from '../../core/time'
import { useWidget } from '../context'
import type { Text } from '../text'
import type { View } from '../view'
import { Rating } from './Rating'

/** Why it ended, when it was not by somebody's decision to end it. */
const reasonText = ({ endedWhy, agents }: View, text: Text): string => {
  switch (endedWhy) {
    case 'agent_away':
    case 'agent_offline':
      return text.endedGone(agents[0] ?? text.agent)
    case 'blocked':
      return text.blocked
    default:
      return ''
  }
}

/** After the last word: what it was like, and the way back in. */
export const Ended = () => {
  const { view, text, lang, rateThanked } = useWidget()
  const { endedAtMs, canRate } = view
  const more = reasonText(view, text)
  return (
    <>
      <div class="w-note" role="status">
        {endedAtMs === undefined ? text.ended : text.endedAt(timeText(endedAtMs, lang))}
        {more && text.gap + more}
      </div>
      {canRate && <Rating />}
      {rateThanked && (
        <div class="w-note" role="status">
          {text.rateThanks}
        </div>
      )}
    </>
  )
}

export const EndedFoot = () => {
  const { startAgain, text } = useWidget()
  return (
    <footer class="w-foot w-actions">
      <button type="button" class="w-button" onClick={startAgain}>
        {text.apply}
      </button>
    </footer>
  )
}
