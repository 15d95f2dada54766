/** Who is here: nobody yet, or an agent with a desk. */
import { Button, Result, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { AgentClient } from '../core/agent-client'
import { systemClock } from '../core/clock'
import { newId } from '../core/new-id'
import { openWebSocket, socketUrl } from '../core/websocket'
import { type Account, Auth, accountOf, failureElsewhere, type LoginFailure } from './auth'
import { DeskProvider, useAgentState } from './desk'
import { useTranslation } from './i18n/Words'
import { Login } from './Login'
import { keep, nameTab, recall, rememberAccount, rememberedAccount, takeOrphans } from './memory'
import { Shell } from './shell/Shell'

type Stage = 'starting' | 'unreachable' | 'login' | 'expired' | 'desk'

/** Whom the address asks for: the demo's doors name their account. */
function addressed(): Partial<Account> {
  const query = new URLSearchParams(location.search)
  const [merchant, username] = [query.get('merchant'), query.get('user')]
  return { ...(merchant && { merchant }), ...(username && { username }) }
}

/** What the way back from an OpenID provider has said; once, not after each reload. */
function toldElsewhere(): LoginFailure | null {
  const url = new URL(location.href)
  const failure = failureElsewhere(url.searchParams.get('login'))
  url.searchParams.delete('login')
  if (failure) history.replaceState(history.state, '', url)
  return failure
}

function expected(): Account | null {
  const { merchant, username } = addressed()
  return merchant && username ? { merchant, username } : rememberedAccount()
}

export function App() {
  const [auth] = useState(() => new Auth(expected()))
  const [failure] = useState(toldElsewhere)
  const [stage, setStage] = useState<Stage>(failure ? 'login' : 'starting')

  useEffect(() => {
    if (stage !== 'starting') return
    void auth.renew().then((renewal) => {
      const next = { renewed: 'desk', refused: 'login', unreachable: 'unreachable' } as const
      setStage(next[renewal])
    })
  }, [auth, stage])

  switch (stage) {
    case 'starting':
      return <Spin fullscreen delay={300} />
    case 'unreachable':
      return <Unreachable onRetry={() => setStage('starting')} />
    case 'desk':
      return (
        <Desk auth={auth} onLeave={() => setStage('login')} onExpired={() => setStage('expired')} />
      )
    default:
      return (
        <Login
          auth={auth}
          known={{ ...rememberedAccount(), ...addressed() }}
          told={failure}
          expired={stage === 'expired'}
          onDone={() => setStage('desk')}
        />
      )
  }
}

function Unreachable({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <Result
      status="warning"
      title={t('login.unreachable')}
      extra={
        <Button type="primary" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      }
    />
  )
}

interface DeskProps {
  auth: Auth
  onLeave: () => void
  onExpired: () => void
}

const clientOf = (auth: Auth, account: Account, tab: string): AgentClient =>
  new AgentClient({
    openSocket: (events) => openWebSocket(socketUrl(location.origin), events),
    clock: systemClock,
    auth,
    newId,
    initial: recall(account, tab),
  })

/** Without a connection: the server closes those of the log-in that ends. */
async function logOut(client: AgentClient, auth: Auth, onLeave: () => void): Promise<boolean> {
  client.release()
  client.stop()
  const done = await auth.logout()
  if (done) onLeave()
  else client.start()
  return done
}

/** Starts a client that remembers; the returned function stops it. */
function open(client: AgentClient, account: Account, tab: string): () => void {
  const forget = keep(client.store, account, tab)
  const wake = () => client.wake()
  // Whoever closes the page does not take anything back any more.
  const leave = () => client.release()
  addEventListener('online', wake)
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', wake)
  client.start()
  void takeOrphans(account, Date.now()).then((orphans) => client.adopt(orphans))
  return () => {
    removeEventListener('online', wake)
    removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', wake)
    client.stop()
    forget()
  }
}

function Desk({ auth, onLeave, onExpired }: DeskProps) {
  const [client, setClient] = useState<AgentClient | null>(null)

  useEffect(() => {
    const account = accountOf(auth.token()) ?? { merchant: '', username: '' }
    let close: (() => void) | null = () => {}
    rememberAccount(account)
    void nameTab().then((tab) => {
      if (close === null) return
      const started = clientOf(auth, account, tab)
      close = open(started, account, tab)
      setClient(started)
    })
    return () => {
      close?.()
      close = null
    }
  }, [auth])

  if (!client) return null
  return (
    <DeskProvider value={{ client, auth, logOut: () => logOut(client, auth, onLeave) }}>
      <Gate onExpired={onExpired} />
    </DeskProvider>
  )
}

/** Nothing is shown of a desk before its first snapshot. */
function Gate({ onExpired }: { onExpired: () => void }) {
  const ready = useAgentState((state) => state.me !== null)
  const connection = useAgentState((state) => state.connection)
  const ended = connection.at === 'stopped' && connection.code === 'not_authorised'
  useEffect(() => {
    if (ended) onExpired()
  }, [ended, onExpired])
  return ready ? <Shell /> : <Spin fullscreen delay={300} />
}
