import { useSignal } from '@preact/signals'
import { timeText } from '../../core/time'
import { useWidget } from '../context'
import type { Text } from '../text'
import type { View } from '../view'
import { Star } from './Icon'

const SCORES = [1, 2, 3, 4, 5]

const Stars = ({ score, choose }: { score: number; choose: (score: number) => void }) => {
  const { text } = useWidget()
  return (
    <fieldset class="w-stars">
      <legend class="w-hidden">{text.value.rate}</legend>
      {SCORES.map((value) => (
        <label key={value} class={value <= score ? 'is-on' : ''}>
          <input
            class="w-hidden"
            type="radio"
            name="score"
            checked={value === score}
            onChange={() => choose(value)}
          />
          <span class="w-hidden">
            {text.value.stars(value)}, {text.value.scores[value - 1]}
          </span>
          <Star />
        </label>
      ))}
    </fieldset>
  )
}

const Rating = () => {
  const { text, rate, closeRating } = useWidget()
  const score = useSignal(0)
  const failed = useSignal(false)
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault()
    const comment = String(new FormData(event.currentTarget).get('comment') ?? '').trim()
    failed.value = (await rate(score.value, comment)) === 'failed'
  }
  return (
    <form class="w-card w-rate" onSubmit={submit}>
      <b>{text.value.rate}</b>
      <Stars
        score={score.value}
        choose={(value) => {
          score.value = value
        }}
      />
      <small aria-hidden="true">{text.value.scores[score.value - 1] ?? ''}</small>
      <textarea
        class="w-field"
        name="comment"
        rows={2}
        maxLength={1000}
        placeholder={text.value.rateMore}
        aria-label={text.value.rateMore}
      />
      {failed.value && (
        <span class="w-error" role="alert">
          {text.value.rateFailed}
        </span>
      )}
      <div class="w-actions">
        <button type="button" class="w-button" onClick={closeRating}>
          {text.value.rateSkip}
        </button>
        <button type="submit" class="w-button is-main" disabled={score.value === 0}>
          {text.value.rateSend}
        </button>
      </div>
    </form>
  )
}

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
  const { endedAtMs, canRate } = view.value
  const more = reasonText(view.value, text.value)
  return (
    <>
      <div class="w-note" role="status">
        {endedAtMs === undefined
          ? text.value.ended
          : text.value.endedAt(timeText(endedAtMs, lang.value))}
        {more && text.value.gap + more}
      </div>
      {canRate && <Rating />}
      {rateThanked.value && (
        <div class="w-note" role="status">
          {text.value.rateThanks}
        </div>
      )}
    </>
  )
}

export const EndedFoot = () => {
  const { text, startAgain } = useWidget()
  return (
    <footer class="w-foot w-actions">
      <button type="button" class="w-button" onClick={startAgain}>
        {text.value.apply}
      </button>
    </footer>
  )
}
