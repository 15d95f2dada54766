import { timeText } from '../../core/time'
import { useWidget, useWords } from '../context'
import type { Text, Words } from '../text'
import type { View } from '../view'
import { Rating } from './Rating'

/** Why it ended, when it was not by somebody's decision to end it. */
const reasonText = ({ endedWhy, agents }: View, text: Text, words: Words): string => {
  switch (endedWhy) {
    case 'agent_away':
    case 'agent_offline':
      return words.endedGone(agents[0] ?? text.agent)
    case 'blocked':
      return words.blocked
    default:
      return ''
  }
}

/** After the last word: what it was like, and the way back in. */
export const Ended = () => {
  const { view, text, lang, rateThanked } = useWidget()
  const words = useWords()
  const { endedAtMs, canRate } = view.value
  const more = reasonText(view.value, text.value, words)
  return (
    <>
      <div class="w-note" role="status">
        {endedAtMs === undefined
          ? text.value.ended
          : words.endedAt(timeText(endedAtMs, lang.value))}
        {more && text.value.gap + more}
      </div>
      {canRate && <Rating />}
      {rateThanked.value && (
        <div class="w-note" role="status">
          {words.rateThanks}
        </div>
      )}
    </>
  )
}

export const EndedFoot = () => {
  const { startAgain } = useWidget()
  const words = useWords()
  return (
    <footer class="w-foot w-actions">
      <button type="button" class="w-button" onClick={startAgain}>
        {words.apply}
      </button>
    </footer>
  )
}
