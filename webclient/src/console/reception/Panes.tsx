/** One to four conversations: two side by side, three or four in two rows. */
import { viewOf } from '../../core/agent-state'
import { Conversation } from '../conversation/Conversation'
import { useAgentState, useClient } from '../desk'
import { useFitsPanes } from '../preferences'

export function Panes() {
  const panes = useAgentState((state) => state.panes)
  const selected = useAgentState((state) => state.selected)
  const fit = useFitsPanes()
  // Without room the others wait: the one in focus is shown, and the keys walk on.
  const shown = fit ? panes : panes.filter((session) => session === selected)
  return (
    <div className={`panes has-${shown.length}`}>
      {shown.map((session) => (
        <Pane
          key={session}
          session={session}
          number={panes.indexOf(session) + 1}
          several={panes.length > 1}
        />
      ))}
    </div>
  )
}

interface PaneProps {
  session: string
  number: number
  several: boolean
}

function Pane({ session, number, several }: PaneProps) {
  const client = useClient()
  const view = useAgentState((state) => viewOf(state, session))
  const focused = useAgentState((state) => state.selected === session)
  if (!view) return null
  const focus = () => {
    if (!focused) client.store.dispatch({ t: 'session.selected', session })
  }
  return (
    <div
      className={`pane${focused && several ? ' is-focused' : ''}`}
      onPointerDownCapture={focus}
      onFocusCapture={focus}
    >
      <Conversation view={view} {...(several && { pane: number })} />
    </div>
  )
}
