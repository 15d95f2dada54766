import { figures, flipSimulation, switching, trouble } from './figures'
import type { Text } from './text'

const Figure = ({ name, value }: { name: string; value: number | undefined }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value ?? '–'}</dd>
  </div>
)

export const Simulation = ({ text }: { text: Text }) => {
  const now = figures.value
  return (
    <section class="sim card">
      <button
        type="button"
        role="switch"
        aria-checked={now?.simulated ?? false}
        aria-labelledby="sim"
        disabled={!now || switching.value}
        onClick={flipSimulation}
      />
      <span>
        <b id="sim">{text.sim}</b>
        <small role="status" class={trouble.value ? 'is-bad' : ''}>
          {trouble.value ? text[trouble.value] : text.simNote}
        </small>
      </span>
      <dl>
        <Figure name={text.sessions} value={now?.sessions} />
        <Figure name={text.waiting} value={now?.waiting} />
        <Figure name={text.messages} value={now?.messages} />
      </dl>
    </section>
  )
}
