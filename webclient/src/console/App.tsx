/** Who is here: nobody yet, or an agent with a desk. */
import { Button, Result, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AgentClient } from '../core/agent-client'
import { systemClock } from '../core/clock'
import { openWebSocket, socketUrl } from '../core/websocket'
import { type Account, Auth, accountOf } from './auth'
import { DeskProvider, useAgentState } from './desk'
import { Login } from './Login'
import { keep, recall, rememberAccount, rememberedAccount } from './memory'
import { Shell } from './shell/Shell'

type Stage = 'starting' | 'unreachable' | 'login' | 'expired' | 'desk'

/** Whom the address asks for: the demo's doors name their account. */
function addressed(): Partial<Account> {
  const query = new URLSearchParams(location.search)
  const [merchant, username] = [query.get('merchant'), query.get('user')]
  return { ...(merchant && { merchant }), ...(username && { username }) }
}

function expected(): Account | null {
  const { merchant, username } = addressed()
  return merchant && username ? { merchant, username } : rememberedAccount()
}

export function App() {
  const [auth] = useState(() => new Auth(expected()))
  const [stage, setStage] = useState<Stage>('starting')

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

const clientOf = (auth: Auth, account: Account): AgentClient =>
  new AgentClient({
    openSocket: (events) => openWebSocket(socketUrl(location.origin), events),
    clock: systemClock,
    auth,
    newId: () => crypto.randomUUID(),
    initial: recall(account),
  })

/** Without a connection: the server closes those of the log-in that ends. */
async function logOut(client: AgentClient, auth: Auth, onLeave: () => void): Promise<boolean> {
  client.stop()
  const done = await auth.logout()
  if (done) onLeave()
  else client.start()
  return done
}

function Desk({ auth, onLeave, onExpired }: DeskProps) {
  const [client, setClient] = useState<AgentClient | null>(null)

  useEffect(() => {
    const account = accountOf(auth.token()) ?? { merchant: '', username: '' }
    const started = clientOf(auth, account)
    rememberAccount(account)
    const forget = keep(started.store, account)
    const wake = () => started.wake()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    started.start()
    setClient(started)
    return () => {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      started.stop()
      forget()
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
