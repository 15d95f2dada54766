/** A state with consequences: they are counted, then it is asked, and busy is offered instead. */
import { Button, Modal, Tag } from 'antd'
import { useMemo } from 'react'
import type { PresenceState } from '../../core/wire'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { PresenceGlyph } from '../marks'
import { useLogOut, useSetPresence } from '../presence'
import { departureOf } from '../rows'
import { closeDialog } from '../ui'
import { useAgentName } from '../use-names'
import { useFirstFocus } from './use-first-focus'

interface DepartureProps {
  state: PresenceState
  /** Who departs: a supervisor may decide it for a colleague. */
  agent: string
  logout: boolean
}

export function DepartureDialog({ state, agent, logout }: DepartureProps) {
  const { t } = useTranslation()
  const { apply } = useSetPresence()
  const logOut = useLogOut()
  const { field, afterOpenChange } = useFirstFocus<HTMLButtonElement>()
  const choose = (chosen: PresenceState) => {
    closeDialog()
    void (logout ? logOut.apply() : apply(chosen, agent))
  }
  const confirm = logout ? 'confirmLogout' : state === 'away' ? 'confirmAway' : 'confirmOffline'
  return (
    <Modal
      open
      width={420}
      title={<Title state={state} agent={agent} logout={logout} />}
      footer={null}
      afterOpenChange={afterOpenChange}
      onCancel={closeDialog}
    >
      <div className="ask">
        <Consequences state={state} agent={agent} />
        <small>{logout ? t('departure.logoutHint') : t('departure.hint')}</small>
        <div className="foot">
          <Button type="primary" danger onClick={() => choose(state)}>
            {t(`departure.${confirm}`)}
          </Button>
          {!logout && <Button onClick={() => choose('busy')}>{t('departure.busyInstead')}</Button>}
          <Button type="text" ref={field} onClick={closeDialog}>
            {t('common.cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function Title({ state: chosen, agent, logout }: DepartureProps) {
  const { t } = useTranslation()
  const me = useMe()
  const name = useAgentName()(agent)
  const state = t(`presence.${chosen}.name`)
  const words = logout
    ? t('departure.titleLogout')
    : agent === me.agent
      ? t('departure.title', { state })
      : t('departure.titleOther', { state, name })
  return (
    <span className="cell">
      <PresenceGlyph state={chosen} size={14} />
      {words}
    </span>
  )
}

/** Away ends everything; offline ends what is answered and gives the rest back to the queue. */
function Consequences({ state, agent }: Pick<DepartureProps, 'state' | 'agent'>) {
  const { t } = useTranslation()
  const sessions = useAgentState((all) => all.sessions)
  const { unanswered, answered, cached } = useMemo(
    () => departureOf(sessions, agent),
    [sessions, agent],
  )
  const away = state === 'away'
  const ended = away ? unanswered + answered : answered
  return (
    <ul>
      {ended > 0 && (
        <li>
          {t(away ? 'departure.ended' : 'departure.endedAnswered', { count: ended })}
          {away && unanswered > 0 && (
            <Tag variant="filled" color="warning">
              {t('departure.unanswered', { count: unanswered })}
            </Tag>
          )}
        </li>
      )}
      {!away && unanswered > 0 && <li>{t('departure.released', { count: unanswered })}</li>}
      {cached > 0 && <li>{t('departure.cached', { count: cached })}</li>}
    </ul>
  )
}
