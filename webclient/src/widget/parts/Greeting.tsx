import { useWidget } from '../context'
import type { Text } from '../text'
import type { View } from '../view'
import { Face } from './Header'
import { ProductCard } from './Product'

const MINUTE_MS = 60_000

/** The queue is announced before the first message. */
const announcement = ({ availability }: View, text: Text): string => {
  if (availability?.state !== 'queue') return ''
  const { waiting, eta_ms } = availability
  const eta = eta_ms === undefined ? '' : text.announceEta(text.eta(Math.round(eta_ms / MINUTE_MS)))
  return [waiting > 0 ? text.announce(waiting) : text.allBusyLine, eta].join(text.gap)
}

export const Greeting = () => {
  const { view, text } = useWidget()
  const news = announcement(view, text)
  return (
    <>
      <div class="w-msg">
        <Face name={view.shopName} small />
        <div class="w-say">{view.welcome || text.welcome}</div>
      </div>
      {news && (
        <div class="w-note" role="status">
          {news}
        </div>
      )}
      <ProductCard />
    </>
  )
}
