/** One conversation: who it is with, what was said, and what can be done. */
import { useEffect } from 'react'
import { takesPart } from '../../core/agent-state'
import type { SessionView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useClient, useMay, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useFacts } from '../use-facts'
import { useBuyerName } from '../use-names'
import { Composer } from './Composer'
import { DropHere } from './DropHere'
import { Ended, InCache, Offers, Watching } from './Footers'
import { Header } from './Header'
import { Messages } from './Messages'
import { useDrop } from './use-files'

interface ConversationProps {
  view: SessionView
  /** In a column of its own, which has the buttons. */
  narrow?: boolean
  /** Its number, when it stands beside others. */
  pane?: number
}

export function Conversation({ view, narrow = false, pane }: ConversationProps) {
  const { t } = useTranslation()
  const name = useBuyerName()(view.contact)
  const me = useMe()
  const ended = useAgentState((state) => state.ended[view.id])
  const facts = useFacts(view)
  const watches = useWatch(view, ended === undefined)
  const cached = view.phase === 'cached' && view.owner === me.agent
  const drop = useDrop(view.id, ended === undefined && !cached)
  return (
    <section className="conv" aria-label={t('conversation.label', { name })} {...drop.handlers}>
      {drop.over && <DropHere name={name} internal={watches} />}
      <Header view={facts} live={ended === undefined} narrow={narrow} pane={pane} />
      {watches && <Watching view={facts} />}
      <Messages view={view} facts={facts} />
      <Offers session={view.id} />
      {ended ? (
        <Ended ended={ended} />
      ) : cached ? (
        <InCache view={facts} />
      ) : (
        <Composer view={facts} whisperOnly={watches} />
      )}
    </section>
  )
}

/** A supervisor's look at a session of others is watching it, as long as it is on the screen. */
function useWatch(view: SessionView, live: boolean): boolean {
  const client = useClient()
  const { watch } = useActions()
  const me = useMe()
  const watches = useMay('session.watch') && live && !takesPart(view, me.agent)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each session
  useEffect(() => {
    if (!watches) return
    void watch(view.id)
    return () => void client.unwatch(view.id)
  }, [client, watches, view.id])
  return watches
}
