import { useWidget } from '../context'
import { useSignal } from '../signals'
import { OfflineBar } from './Bars'
import { Composer } from './Composer'
import { DataQuestion } from './DataQuestion'
import { EndedFoot } from './Ended'
import { Header } from './Header'
import { LeaveQuestion } from './LeaveQuestion'
import { BlockedFoot, Stopped } from './Refused'
import { Talk } from './Talk'

const Bones = () => (
  <div class="w-body" aria-hidden="true">
    <div class="w-bones">
      <i />
      <i />
    </div>
  </div>
)

const Main = () => {
  const { view } = useWidget()
  switch (view.screen) {
    case 'loading':
      return <Bones />
    case 'stopped':
      return <Stopped />
    case 'form':
    case 'talk':
      return <Talk />
  }
}

const Foot = () => {
  const { view } = useWidget()
  const { screen, phase, blocked } = view
  if (screen !== 'talk') return null
  if (blocked) return <BlockedFoot />
  return phase === 'closed' ? <EndedFoot /> : <Composer />
}

/** Whatever is to be confirmed. */
const Question = () => {
  const { asked } = useWidget()
  const wish = asked.value
  if (!wish) return null
  return wish === 'leave' ? <LeaveQuestion /> : <DataQuestion wish={wish} />
}

/** Escape puts away what lies on top, then the widget itself. */
const watchEscape = (): (() => void) => {
  const { menuShown, asked, close } = useWidget()
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || asked.value) return
    if (menuShown.value) {
      menuShown.value = false
      document.querySelector<HTMLElement>('[aria-haspopup=menu]')?.focus()
    } else close()
  }
  addEventListener('keydown', onKeyDown)
  return () => removeEventListener('keydown', onKeyDown)
}

export const App = () => {
  const { view, files } = useWidget()
  const over = useSignal(false)
  const canDrop = view.screen === 'talk' && view.phase !== 'closed' && !view.blocked
  const drag = (shown: boolean) => (event: DragEvent) => {
    if (!canDrop || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    over.value = shown
  }
  return (
    <main
      ref={watchEscape}
      class={`w${over.value ? ' is-over' : ''}`}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event)
        if (event.defaultPrevented) files.add([...(event.dataTransfer?.files ?? [])])
      }}
    >
      <Header />
      <OfflineBar />
      <Main />
      <Foot />
      <Question />
    </main>
  )
}
