import { useWidget } from '../context'
import { Face } from './Header'
import { Person } from './Person'

const MINUTE_MS = 60_000
/** So many of those ahead are drawn. */
const PLACES = [1, 2, 3, 4, 5, 6]

/** Where the visitor stands, said again by screen readers when it changes. */
const PlaceLine = () => {
  const { view, text } = useWidget()
  const { place, phase, agents } = view
  const [before, after] = text.yourNumber
  const eta = place.eta_ms === undefined ? '' : text.eta(Math.round(place.eta_ms / MINUTE_MS))
  return (
    <div class="w-place" role="status">
      {place.position === undefined ? (
        <span>{phase === 'cached' ? text.ahead(agents[0] ?? '') : text.inLine}</span>
      ) : (
        <>
          <span>{before}</span> <strong>{place.position}</strong> {after && <span>{after}</span>}
        </>
      )}
      {eta && <em>{eta}</em>}
    </div>
  )
}

const Line = () => {
  const { view } = useWidget()
  const { place, agents, shopName } = view
  const ahead = (place.position ?? 1) - 1
  return (
    <div class="w-line" aria-hidden="true">
      <Person you />
      {PLACES.slice(0, ahead).map((place) => (
        <Person key={place} />
      ))}
      <i />
      <Face name={agents[0] ?? shopName} small />
    </div>
  )
}

/** Waiting for anybody: two ways out. */
const Exits = () => {
  const { canLeave, formAsked, leave, text } = useWidget()
  return (
    <div class="w-actions">
      <button
        type="button"
        class="w-button"
        disabled={!canLeave}
        onClick={() => {
          formAsked.value = true
        }}
      >
        {text.leaveInstead}
      </button>
      <button type="button" class="w-button" disabled={!canLeave} onClick={leave}>
        {text.giveUp}
      </button>
    </div>
  )
}

/** The visitor's place, in the shop's queue or in an agent's cache. */
export const QueueCard = () => {
  const { view, text, prefs } = useWidget()
  const { phase, agents } = view
  const queued = phase === 'queued'
  return (
    <>
      <div class="w-card w-queue">
        <PlaceLine />
        <Line />
        <small>
          {queued ? text.kept : text.keptCached(agents[0] ?? '')}
          {prefs.sound.value && queued ? text.gap + text.keptSound : ''}
        </small>
        {queued && <Exits />}
      </div>
      <div class="w-note">{text.writeAhead}</div>
    </>
  )
}
