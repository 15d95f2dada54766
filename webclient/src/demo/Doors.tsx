import { figures } from './figures'
import type { Text } from './text'

const usernames = ['agent1', 'agent2', 'supervisor', 'main'] as const
type Username = (typeof usernames)[number]

const marks: Record<Username, string> = { agent1: '01', agent2: '02', supervisor: 'S', main: 'M' }

/** "online 4/8", as far as it is known. */
const stateOf = (username: Username, text: Text): string => {
  const agent = figures.value?.agents.find((one) => one.username === username)
  if (!agent) return ''
  const state = text.state[agent.state as keyof Text['state']] ?? agent.state
  if (agent.state === 'offline') return state
  return `${state} ${agent.load}${agent.reception_max === null ? '' : `/${agent.reception_max}`}`
}

const Door = ({ username, text }: { username: Username; text: Text }) => {
  const [name, does] = text.door[username]
  const state = stateOf(username, text)
  return (
    <a href={`/console/?merchant=demo&user=${username}`} target="_blank" rel="noopener">
      <span class={`mark is-${username}`} aria-hidden="true">
        {marks[username]}
      </span>
      <span>
        <b>{name}</b>
        <small>{does}</small>
      </span>
      <span class="login">
        <code>{username}</code>
        <small>{state}</small>
      </span>
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        <path d="M9 6l6 6-6 6" />
      </svg>
    </a>
  )
}

/** Each account's way into the console. */
export const Doors = ({ text }: { text: Text }) => (
  <section class="doors card" aria-label={text.doors}>
    {usernames.map((username) => (
      <Door key={username} username={username} text={text} />
    ))}
    <p>
      <small>{text.doorsNote}</small>
    </p>
  </section>
)
