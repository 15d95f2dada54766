/** The status switch: each state says what it does before it is chosen. */
import { CheckOutlined, DownOutlined, WarningOutlined } from '@ant-design/icons'
import { InputNumber, Popover } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import type { PresenceState } from '../../core/wire'
import { LIMITS } from '../../protocol/generated'
import { useAgentState, useClient, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { Face, PresenceGlyph } from '../marks'
import { PRESENCES, useSetPresence } from '../presence'
import { departureOf } from '../rows'

export function StatusMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const [open, setOpen] = useState(false)
  const name = t(`presence.${me.intent}.name`)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      afterOpenChange={(shown) => shown && focusChosen()}
      content={<States onDone={() => setOpen(false)} />}
      styles={{ container: { padding: 4 } }}
    >
      <button type="button" className="status" aria-haspopup="menu" aria-expanded={open}>
        <Face id={me.agent} name={me.name} size={28} agent />
        <b>{me.name}</b>
        <span className="status-state">
          <PresenceGlyph state={me.intent} />
          {name}
          <DownOutlined />
        </span>
        <span className="unseen">{t('presence.switch')}</span>
      </button>
    </Popover>
  )
}

/** An opened menu takes the focus: there its keys work. */
const focusChosen = () =>
  document.querySelector<HTMLElement>('.status-menu [aria-checked=true]')?.focus()

/** Arrows move, a figure chooses. */
function onMenuKey(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitemradio]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) items[(at + step + items.length) % items.length]?.focus()
  else if (/^[1-6]$/.test(event.key)) items[Number(event.key) - 1]?.click()
  else return
  event.preventDefault()
}

function States({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const { choose } = useSetPresence()
  const grace = useAgentState((state) => state.settings?.disconnect_grace_ms ?? 0)
  const pick = (state: PresenceState) => {
    onDone()
    if (state !== me.intent) choose(state, me.agent)
  }
  return (
    <div className="status-menu">
      <div role="menu" tabIndex={-1} aria-label={t('team.state')} onKeyDown={onMenuKey}>
        {PRESENCES.map((state, index) => (
          <StateItem
            key={state}
            state={state}
            figure={index + 1}
            on={state === me.intent}
            onPick={() => pick(state)}
          />
        ))}
      </div>
      <Windows />
      <div className="foot">
        <small>{t('presence.lostNote', { seconds: Math.round(grace / 1000) })}</small>
      </div>
    </div>
  )
}

interface StateItemProps {
  state: PresenceState
  figure: number
  on: boolean
  onPick: () => void
}

function StateItem({ state, figure, on, onPick }: StateItemProps) {
  const { t } = useTranslation()
  const warning = useWarning(state)
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={on}
      className={`state${on ? ' is-on' : ''}`}
      onClick={onPick}
    >
      <PresenceGlyph state={state} size={14} />
      <span>
        <b>{t(`presence.${state}.name`)}</b>
        <small>{t(`presence.${state}.effect`)}</small>
        {warning && !on && (
          <small className="warn">
            <WarningOutlined />
            {warning}
          </small>
        )}
      </span>
      {on ? <CheckOutlined /> : <kbd>{figure}</kbd>}
    </button>
  )
}

/** What this state would end now, in words; null when nothing. */
function useWarning(state: PresenceState): string | null {
  const { t } = useTranslation()
  const me = useMe()
  const sessions = useAgentState((all) => all.sessions)
  const { unanswered, answered, cached } = departureOf(sessions, me.agent)
  const open = unanswered + answered
  if (state === 'away' && open > 0) return t('presence.warnAway', { count: open })
  if (state === 'offline' && open + cached > 0)
    return t('presence.warnOffline', { count: open + cached })
  return null
}

/** How many windows open by themselves: each agent's own setting. */
function Windows() {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const me = useMe()
  const own = useAgentState((state) => state.agents.find((agent) => agent.agent === me.agent))
  if (!own) return null
  const max = own.reception_max ?? LIMITS.WINDOWS_MAX
  const change = (value: number | null) => {
    if (value !== null && value !== own.windows_max)
      void attempt(() => client.call('limits.set', { windows_max: value }))
  }
  return (
    <div className="foot">
      <span>{t('presence.windows')}</span>
      <InputNumber
        size="small"
        min={1}
        max={max}
        precision={0}
        value={own.windows_max}
        onChange={change}
        aria-label={t('presence.windows')}
      />
      <span className="grow" />
      <small>
        {own.reception_max === undefined
          ? t('presence.receptionUnlimited')
          : t('presence.receptionMax', { max: own.reception_max })}
      </small>
    </div>
  )
}
