/** Everything Ctrl K leads to: sessions, recent contacts, and what the console can do. */
import {
  CommentOutlined,
  MailOutlined,
  SettingOutlined,
  TeamOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons'
import { type ReactNode, useEffect, useState } from 'react'
import type { AgentState } from '../../core/agent-state'
import type { ContactView, SessionView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useDesk, useMay, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useKeysSet } from '../key-labels'
import { keyLabel } from '../keys'
import { Face, PresenceGlyph } from '../marks'
import { PRESENCES, useSetPresence } from '../presence'
import { usePreviewText } from '../preview-text'
import { fetchRecent } from '../reception/recent'
import { cachedViews, colleagueRows, ownRows } from '../rows'
import { SETTINGS_PAGES } from '../settings/pages'
import { ui } from '../ui'
import { useRunner } from '../use-keys'
import { useBuyerName } from '../use-names'

export const GROUPS = ['sessions', 'contacts', 'actions'] as const

export interface Entry {
  readonly id: string
  readonly group: (typeof GROUPS)[number]
  readonly name: string
  readonly hint?: string
  readonly keys?: string
  readonly icon: ReactNode
  readonly run: () => unknown
}

export function useEntries(): readonly Entry[] {
  return [...useSessions(), ...useContacts(), ...useKeyed(), ...usePages(), ...useStates()]
}

/** One's own sessions, those that wait in the cache, then those one may watch. */
function viewsOf(state: AgentState, me: string, oversees: boolean): SessionView[] {
  const own = ownRows(state.sessions, me).map((row) => row.view)
  const others = oversees ? colleagueRows(state.sessions, me).map((row) => row.view) : []
  return [...new Set([...own, ...cachedViews(state), ...others])]
}

function useSessions(): Entry[] {
  const { client } = useDesk()
  const me = useMe()
  const oversees = useMay('session.watch')
  const buyerName = useBuyerName()
  const previewText = usePreviewText()
  const { select } = useActions()
  // As they are when it is opened: a list that moves under the fingers is no use.
  const [views] = useState(() => viewsOf(client.store.getState(), me.agent, oversees))
  return views.map((view) => {
    const name = buyerName(view.contact)
    return {
      id: view.id,
      group: 'sessions',
      name,
      ...(view.last_message && { hint: previewText(view.last_message) }),
      icon: <Face id={view.contact.id} name={name} size={24} gone={!view.buyer_connected} />,
      run: () => {
        ui.dispatch({ page: 'reception' })
        select(view.id)
      },
    }
  })
}

/** Whom this agent has answered lately and does not talk to now. */
function useContacts(): Entry[] {
  const { auth } = useDesk()
  const { t } = useTranslation()
  const buyerName = useBuyerName()
  const { start } = useActions()
  const sessions = useAgentState((state) => state.sessions)
  const [recent, setRecent] = useState<readonly ContactView[]>([])
  useEffect(() => {
    let left = false
    // Sessions and actions are found without them.
    fetchRecent(auth).then(
      (loaded) => left || setRecent(loaded),
      () => {},
    )
    return () => {
      left = true
    }
  }, [auth])
  const talking = new Set(Object.values(sessions).map((view) => view.contact.id))
  return recent
    .filter((contact) => !talking.has(contact.id))
    .map((contact) => {
      const name = buyerName(contact)
      const here = contact.connected === true
      return {
        id: contact.id,
        group: 'contacts',
        name,
        hint: here ? t('list.recentOnline') : t('list.recentOffline'),
        icon: <Face id={contact.id} name={name} size={24} gone={!here} />,
        run: () => {
          ui.dispatch({ page: 'reception', tab: 'open' })
          void start(contact.id)
        },
      }
    })
}

/** Of the conversation that is shown; the others are there without one. */
const OF_SESSION = ['transfer', 'summary', 'internal', 'closeSession'] as const
const ALWAYS = ['mostUrgent', 'beside', 'details'] as const

function useKeyed(): Entry[] {
  const { t } = useTranslation()
  const press = useRunner()
  const keys = useKeysSet()
  const open = useAgentState(({ sessions, selected }) => sessions[selected ?? '']?.phase === 'open')
  return [...(open ? OF_SESSION : []), ...ALWAYS].map((name) => ({
    id: name,
    group: 'actions',
    name: t(`keys.${name}`),
    keys: keyLabel(keys[name]),
    icon: <ThunderboltOutlined />,
    run: () => press(name),
  }))
}

function usePages(): Entry[] {
  const { t } = useTranslation()
  const { permissions } = useMe()
  const places = [
    { id: 'reception', icon: <CommentOutlined /> },
    { id: 'left', icon: <MailOutlined /> },
    { id: 'team', icon: <TeamOutlined /> },
  ] as const
  const pages = SETTINGS_PAGES.filter((page) => !('may' in page) || permissions.includes(page.may))
  return [
    ...places.map(({ id, icon }) => ({
      id,
      group: 'actions' as const,
      name: t(`shell.${id}`),
      icon,
      run: () => ui.dispatch({ page: id }),
    })),
    ...pages.map(({ key }) => ({
      id: `settings/${key}`,
      group: 'actions' as const,
      name: t(`settings.pages.${key}`),
      hint: t('shell.settings'),
      icon: <SettingOutlined />,
      run: () => ui.dispatch({ page: 'settings', settingsPage: key }),
    })),
  ]
}

function useStates(): Entry[] {
  const { t } = useTranslation()
  const { agent } = useMe()
  const { choose } = useSetPresence()
  return PRESENCES.map((state) => ({
    id: `state/${state}`,
    group: 'actions',
    name: t(`presence.${state}.name`),
    hint: t('presence.switch'),
    icon: <PresenceGlyph state={state} />,
    run: () => choose(state, agent),
  }))
}
