import { useWidget } from '../context'

/** Where one writes: the message form's text or the composer. */
const writeAnyway = (): void =>
  [...document.querySelectorAll<HTMLElement>('.w-form [name=text], .w-type textarea')]
    .at(-1)
    ?.focus()

/** The shop's frequent questions with their answers, while nobody has answered yet. */
export const Questions = () => {
  const { view, text } = useWidget()
  const { questions } = view
  return (
    <section class="w-card w-questions" aria-label={text.questions}>
      <b>{text.questions}</b>
      {questions.map(({ question, answer }) => (
        <details key={question} name="question">
          <summary>{question}</summary>
          <p dir="auto">{answer}</p>
          <button type="button" class="w-link" onClick={writeAnyway}>
            {text.askUs}
          </button>
        </details>
      ))}
    </section>
  )
}
