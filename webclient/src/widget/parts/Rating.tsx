import { useWidget } from '../context'
import { useSignal } from '../signals'
import { Fault } from './Fields'

const SCORES = [1, 2, 3, 4, 5]

const Star = () => (
  <svg width="36" height="36" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="M12 2.8l2.9 5.9 6.4.9-4.7 4.5 1.2 6.4-5.8-3-5.8 3 1.2-6.4L2.7 9.6l6.4-.9z" />
  </svg>
)

const Stars = ({ score, choose }: { score: number; choose: (score: number) => void }) => {
  const { text } = useWidget()
  return (
    <fieldset class="w-stars">
      <legend class="w-hidden">{text.rate}</legend>
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
            {text.stars(value)}, {text.scores[value - 1]}
          </span>
          <Star />
        </label>
      ))}
    </fieldset>
  )
}

/** What it was like. */
export const Rating = () => {
  const { rate, closeRating, text } = useWidget()
  const score = useSignal(0)
  const failed = useSignal(false)
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault()
    const comment = String(new FormData(event.currentTarget).get('comment') ?? '').trim()
    failed.value = (await rate(score.value, comment)) === 'failed'
  }
  return (
    <form class="w-card w-rate" onSubmit={submit}>
      <b>{text.rate}</b>
      <Stars
        score={score.value}
        choose={(value) => {
          score.value = value
        }}
      />
      <small aria-hidden="true">{text.scores[score.value - 1] ?? ''}</small>
      <textarea
        class="w-field"
        name="comment"
        rows={2}
        maxLength={1000}
        placeholder={text.rateMore}
        aria-label={text.rateMore}
      />
      {failed.value && <Fault>{text.rateFailed}</Fault>}
      <div class="w-actions">
        <button type="button" class="w-button" onClick={closeRating}>
          {text.rateSkip}
        </button>
        <button type="submit" class="w-button is-main" disabled={score.value === 0}>
          {text.rateSend}
        </button>
      </div>
    </form>
  )
}
