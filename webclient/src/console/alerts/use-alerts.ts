/** Tells of news: by sound, by the desktop, and a mention also on the page. */
import { App, Button } from 'antd'
import { createElement, useEffect, useRef } from 'react'
import { useActions } from '../actions'
import { useClient } from '../desk'
import { useTranslation } from '../i18n/Words'
import { preferences } from '../preferences'
import { usePreviewText } from '../preview-text'
import { ui } from '../ui'
import { useAgentName, useBuyerName } from '../use-names'
import { type News, newsBetween } from './news'
import { play } from './sound'

export function useAlerts(): void {
  const client = useClient()
  const tell = useTell()
  const latest = useRef(tell)
  latest.current = tell
  useEffect(() => {
    let before = client.store.getState()
    return client.store.subscribe(() => {
      const after = client.store.getState()
      const news = newsBetween(before, after)
      before = after
      for (const one of news) latest.current(one)
    })
  }, [client])
}

/** Whoever looks at the session sees it already. */
function isInSight(session: string, panes: readonly string[]): boolean {
  return document.hasFocus() && ui.getState().page === 'reception' && panes.includes(session)
}

function useTell(): (news: News) => void {
  const client = useClient()
  const words = useWords()
  const show = useShow()
  const mention = useMentionNote(show)
  return (news) => {
    const { session } = news.kind === 'invitation' ? news.invitation : { session: news.view.id }
    const seen = isInSight(session, client.store.getState().panes)
    const { sound, desktop } = preferences.getState().alerts[news.kind]
    if (news.kind === 'mention' && !seen) mention(session, words(news))
    if (seen && news.kind !== 'invitation') return
    if (sound) play(news.kind)
    if (desktop && !document.hasFocus()) notify(words(news), session, () => show(session))
  }
}

interface Words {
  title: string
  body: string
}

function useWords(): (news: News) => Words {
  const { t } = useTranslation()
  const buyerName = useBuyerName()
  const agentName = useAgentName()
  const previewText = usePreviewText()
  return (news) => {
    if (news.kind === 'invitation') {
      const { from, mode, note } = news.invitation
      return { title: t(`invitation.${mode}`, { name: agentName(from) }), body: note ?? '' }
    }
    const name = buyerName(news.view.contact)
    if (news.kind === 'mention') {
      const by = agentName(news.message.author.id)
      return { title: t('alerts.mentioned', { by, name }), body: previewText(news.message) }
    }
    const last = news.view.last_message
    const body = last ? previewText(last) : ''
    return { title: news.kind === 'newBuyer' ? t('alerts.isNew', { name }) : name, body }
  }
}

/** Brings a session into sight; an invitation's card is there already. */
function useShow(): (session: string) => void {
  const client = useClient()
  const { select } = useActions()
  return (session) => {
    window.focus()
    ui.dispatch({ page: 'reception', tab: 'open' })
    if (session in client.store.getState().sessions) select(session)
  }
}

/** One for each session: a newer one takes the place of the one before. */
function notify({ title, body }: Words, session: string, onClick: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const shown = new Notification(title, { body, tag: session })
  shown.onclick = () => {
    shown.close()
    onClick()
  }
}

function useMentionNote(show: (session: string) => void) {
  const { t } = useTranslation()
  const { notification } = App.useApp()
  return (session: string, { title, body }: Words) => {
    const key = `mention/${session}`
    const go = () => {
      notification.destroy(key)
      show(session)
    }
    const actions = createElement(
      Button,
      { type: 'primary', size: 'small', onClick: go },
      t('alerts.go'),
    )
    notification.info({ key, title, description: body, actions, duration: 0 })
  }
}
