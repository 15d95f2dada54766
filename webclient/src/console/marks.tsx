/** Small marks used everywhere: presence glyph, faces, shop mark, wait timer, load cells. */
import {
  ClockCircleOutlined,
  ExclamationCircleFilled,
  EyeOutlined,
  HourglassOutlined,
  LogoutOutlined,
} from '@ant-design/icons'
import { Tooltip } from 'antd'
import type { CSSProperties, ReactNode } from 'react'
import { durationText } from '../core/time'
import { bandOfWait } from '../core/urgency'
import type { PresenceState } from '../core/wire'
import type { AgentView } from '../protocol/generated'
import { AgentAvatar } from './Avatar'
import { useAgentState } from './desk'
import { useTranslation } from './i18n/Words'
import { hueOf, markOf, shopMarkOf } from './names'
import { useServerNow } from './now'

const GROUND = 'var(--ant-color-bg-container)'

/** One shape for each state, so that colour is never alone. */
const shapes: Record<PresenceState, ReactNode> = {
  online: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  invisible: (
    <circle
      cx="6"
      cy="6"
      r="4.1"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeDasharray="2.6 1.7"
    />
  ),
  suspended: (
    <>
      <circle cx="6" cy="6" r="5.4" fill="currentColor" />
      <path d="M4.5 3.8v4.4M7.5 3.8v4.4" stroke={GROUND} strokeWidth="1.4" />
    </>
  ),
  busy: (
    <>
      <circle cx="6" cy="6" r="5.4" fill="currentColor" />
      <path d="M3.4 6h5.2" stroke={GROUND} strokeWidth="1.7" />
    </>
  ),
  away: (
    <>
      <circle cx="6" cy="6" r="5.4" fill="currentColor" />
      <path d="M6 3.2V6.3l2 1.3" stroke={GROUND} strokeWidth="1.4" fill="none" />
    </>
  ),
  offline: <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}

export function PresenceGlyph({ state, size = 12 }: { state: PresenceState; size?: number }) {
  return (
    <svg
      className={`presence is-${state}`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {shapes[state]}
    </svg>
  )
}

/** A presence as glyph and word; a lost agent says so. */
export function PresenceName({ agent, size = 12 }: { agent: AgentView; size?: number }) {
  const { t } = useTranslation()
  return (
    <span className="cell">
      <PresenceGlyph state={agent.state} size={size} />
      {agent.lost ? t('presence.lost') : t(`presence.${agent.state}.name`)}
    </span>
  )
}

interface FaceProps {
  /** What the colour is drawn from: the same person has the same one everywhere. */
  id: string
  name: string
  size?: number
  /** Round = buyer, rounded square = one of us. */
  agent?: boolean
  gone?: boolean
  children?: ReactNode
}

export function Face({ id, name, size = 36, agent, gone, children }: FaceProps) {
  const style = { '--hue': hueOf(id), '--size': `${size}px` } as CSSProperties
  const look = `${agent ? ' is-agent' : ''}${gone ? ' is-gone' : ''}`
  return (
    <span className={`face${look}`} style={style} aria-hidden="true">
      {markOf(name, agent === true)}
      {agent && <AgentAvatar agent={id} />}
      {children}
    </span>
  )
}

/** Whether the buyer is on the page: an eye, or a door. */
export function PageMark({ here }: { here: boolean }) {
  return (
    <i className={`page-mark${here ? '' : ' is-left'}`}>
      {here ? <EyeOutlined /> : <LogoutOutlined />}
    </i>
  )
}

/** Nothing to tell apart with a single shop, so nothing is shown. */
export function ShopMark({ shop }: { shop: string }) {
  const shops = useAgentState((state) => state.shops)
  const found = shops.find((one) => one.id === shop)
  if (!found || shops.length < 2) return null
  return (
    <Tooltip title={found.name}>
      <span className="shop-mark">{shopMarkOf(found.name)}</span>
    </Tooltip>
  )
}

const urgencies = {
  unanswered: { look: 'calm', Icon: ClockCircleOutlined },
  answered: { look: 'calm', Icon: ClockCircleOutlined },
  dueSoon: { look: 'soon', Icon: HourglassOutlined },
  overdue: { look: 'over', Icon: ExclamationCircleFilled },
} as const

/** Grey, amber at half the target, red at the target: each with its own icon. */
export function WaitTimer({ since, bare }: { since: number; bare?: boolean }) {
  const waitMs = useServerNow() - since
  const { look, Icon } = urgencies[bandOfWait(waitMs)]
  return (
    <span className={`timer is-${look}`}>
      {!bare && <Icon />}
      {durationText(waitMs)}
    </span>
  )
}

const CELLS_MAX = 24

/** One cell for each unit of the reception maximum: open, cached, free. */
export function LoadBar({ agent, wide }: { agent: AgentView; wide?: boolean }) {
  const used = agent.open + agent.cached
  const cells = Math.min(CELLS_MAX, Math.max(agent.reception_max ?? agent.windows_max, used))
  const look = (cell: number) =>
    cell < agent.open ? 'is-open' : cell < used ? 'is-cached' : 'is-free'
  return (
    <span className={`load${wide ? ' is-wide' : ''}`} aria-hidden="true">
      {Array.from({ length: cells }, (_, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
        <i key={cell} className={look(cell)} />
      ))}
    </span>
  )
}

/** "6/8"; an unlimited maximum is a sign of its own. */
export const loadText = (load: number, max: number | undefined): string => `${load}/${max ?? '∞'}`
