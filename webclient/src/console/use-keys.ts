/** The keys of the console at work. */
import { useEffect, useRef } from 'react'
import { useActions } from './actions'
import { toggleDetails } from './conversation/ColumnToggles'
import { useClient } from './desk'
import { type KeyName, keyOf } from './keys'
import { useFolded } from './preferences'
import { closeDialog, openDialog, ui } from './ui'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** A question that is open comes first; the transfer's window leaves the conversation usable. */
function isHeldBack(name: KeyName): boolean {
  const { dialog } = ui.getState()
  return dialog !== null && dialog.kind !== 'transfer' && name !== 'sheet' && name !== 'accept'
}

export function useKeys(): void {
  const run = useRunner()
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const name = keyOf(event, isTyping(event.target))
      if (name === null || event.isComposing || isHeldBack(name)) return
      event.preventDefault()
      latest.current(name)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function useRunner(): (name: KeyName) => void {
  const client = useClient()
  const actions = useActions()
  const folded = useFolded()
  const { dispatch, getState } = client.store

  const onSelected = (run: (session: string) => void) => {
    const { selected, sessions } = getState()
    const inSight = ui.getState().page === 'reception' && selected !== null
    if (inSight && sessions[selected]?.phase === 'open') run(selected)
  }
  const whisper = (session: string) => {
    const draft = getState().drafts[session] ?? { channel: 'public', text: '' }
    const channel = draft.channel === 'public' ? 'internal' : 'public'
    dispatch({ t: 'draft.changed', session, draft: { ...draft, channel } })
  }
  const accept = () => {
    const [invitation] = getState().invitations
    if (invitation) actions.accept(invitation.session)
  }
  const runs: Record<KeyName, () => void> = {
    mostUrgent: () => {
      ui.dispatch({ page: 'reception' })
      actions.toMostUrgent()
    },
    previous: () => actions.toNeighbour(-1),
    next: () => actions.toNeighbour(1),
    internal: () => onSelected(whisper),
    transfer: () =>
      onSelected((session) => openDialog({ kind: 'transfer', session, mode: 'transfer' })),
    summary: () => onSelected((session) => openDialog({ kind: 'summary', session })),
    closeSession: () => onSelected((session) => actions.askClose(session)),
    accept,
    details: () => toggleDetails(folded.details),
    sheet: () =>
      ui.getState().dialog?.kind === 'keys' ? closeDialog() : openDialog({ kind: 'keys' }),
  }
  return (name) => runs[name]()
}
