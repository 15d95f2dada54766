/** The one dialog that is open. Each is mounted anew, so that none starts with old words. */
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { viewOf } from '../../core/agent-state'
import { neverHappens } from '../../core/wire'
import type { SessionView } from '../../protocol/generated'
import { useAgentState } from '../desk'
import { Switcher } from '../switcher/Switcher'
import { type Dialog, useUi } from '../ui'
import { BlockDialog } from './BlockDialog'
import { CloseDialog } from './CloseDialog'
import { DepartureDialog } from './DepartureDialog'
import { KeySheet } from './KeySheet'
import { ReassignDialog } from './ReassignDialog'
import { SummaryDialog } from './SummaryDialog'
import { TransferDialog } from './TransferDialog'

export function Dialogs() {
  const { dialog } = useUi()
  useFocusBack(dialog !== null)
  if (!dialog) return null
  if (dialog.kind === 'keys') return <KeySheet />
  if (dialog.kind === 'switcher') return <Switcher />
  if (dialog.kind === 'departure') return <DepartureDialog {...dialog} />
  return <SessionDialog dialog={dialog} />
}

/** Back to where the focus was: Ant Design gives it back only while the modal stays mounted. */
function useFocusBack(shown: boolean): void {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (shown) before.current = document.activeElement
  }, [shown])
  useEffect(() => {
    if (!shown) return
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
    }
  }, [shown])
}

type OfSession = Extract<Dialog, { session: string }>

/** A dialog about a session goes with it. */
function SessionDialog({ dialog }: { dialog: OfSession }) {
  const view = useAgentState((state) => viewOf(state, dialog.session))
  return view ? <Chosen dialog={dialog} view={view} /> : null
}

function Chosen({ dialog, view }: { dialog: OfSession; view: SessionView }): ReactNode {
  switch (dialog.kind) {
    case 'transfer':
      return <TransferDialog view={view} initialMode={dialog.mode} />
    case 'summary':
      return <SummaryDialog closing={dialog.closing === true} view={view} />
    case 'block':
      return <BlockDialog view={view} />
    case 'reassign':
      return <ReassignDialog view={view} />
    case 'close':
      return <CloseDialog view={view} />
    default:
      return neverHappens(dialog)
  }
}
