/** 互动记录: former sessions with whichever agent, and what was said in them. */

import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { shortTimeText } from '../../core/time'
import type {
  ContactDetails,
  PastSessions as Page,
  PastSession,
  Transcript,
} from '../../protocol/generated'
import { useAsk, useLoaded } from '../asking'
import { SaidLine } from '../conversation/SaidLine'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useBuyerName } from '../use-names'
import { pathOf } from './known'
import { Section } from './Section'

interface PastProps {
  view: SessionFacts
  known: ContactDetails
}

export function PastSessions({ view, known }: PastProps) {
  const { t } = useTranslation()
  const ask = useAsk()
  const attempt = useAttempt()
  const [older, setOlder] = useState<Page | null>(null)
  const [shown, setShown] = useState<PastSession | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another contact begins anew
  useEffect(() => setOlder(null), [view.contact.id])
  const all = [...known.sessions, ...(older?.sessions ?? [])]
  const past = all.filter((one) => one.id !== view.id)
  const more = older ? older.more : known.more
  const load = () =>
    attempt(async () => {
      const before = all.at(-1)?.created_ms ?? 0
      const page = await ask<Page>('GET', `${pathOf(view)}/sessions?before_ms=${before}`)
      setOlder({ sessions: [...(older?.sessions ?? []), ...page.sessions], more: page.more })
    })
  return (
    <Section title={t('past.title')} extra={<small>{past.length || ''}</small>}>
      {past.length === 0 && <p className="why-line">{t('past.none')}</p>}
      <ul className="past">
        {past.map((one) => (
          <li key={one.id}>
            <PastRow session={one} onOpen={() => setShown(one)} />
          </li>
        ))}
      </ul>
      {more && (
        <Button type="link" size="small" onClick={() => void load()}>
          {t('past.more')}
        </Button>
      )}
      {shown && <TranscriptDialog view={view} session={shown} onClose={() => setShown(null)} />}
    </Section>
  )
}

function PastRow({ session, onOpen }: { session: PastSession; onOpen: () => void }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const agents = session.agents.join(t('common.listSeparator')) || t('past.nobody')
  const head = session.note || session.category || t('past.count', { count: session.messages })
  return (
    <button type="button" onClick={onOpen}>
      <b>{head}</b>
      <small>
        {[
          agents,
          session.note ? session.category : '',
          shortTimeText(session.created_ms, Date.now(), locale),
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </button>
  )
}

interface TranscriptProps {
  view: SessionFacts
  session: PastSession
  onClose: () => void
}

function TranscriptDialog({ view, session, onClose }: TranscriptProps) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const ask = useAsk()
  const attempt = useAttempt()
  const name = useBuyerName()(view.contact)
  const path = `${pathOf(view)}/sessions/${encodeURIComponent(session.id)}`
  const { loaded, put } = useLoaded<Transcript>(path)
  const earlier = (held: Transcript) =>
    attempt(async () => {
      const page = await ask<Transcript>('GET', `${path}?before_seq=${held.messages[0]?.seq ?? 0}`)
      put({ messages: [...page.messages, ...held.messages], more: page.more })
    })
  const time = shortTimeText(session.created_ms, Date.now(), locale)
  return (
    <Modal open width={560} footer={null} title={t('past.of', { name, time })} onCancel={onClose}>
      <div className="transcript">
        {loaded.state === 'failed' && <p role="alert">{t('past.failed')}</p>}
        {loaded.state === 'loading' && <p className="why-line">{t('common.loading')}</p>}
        {loaded.state === 'here' && (
          <>
            {loaded.value.more && (
              <Button size="small" onClick={() => void earlier(loaded.value)}>
                {t('past.earlier')}
              </Button>
            )}
            {loaded.value.messages.map((message) => (
              <SaidLine key={message.seq} message={message} name={name} />
            ))}
          </>
        )}
      </div>
    </Modal>
  )
}
