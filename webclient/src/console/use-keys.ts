/** The keys of the console at work. */
import { useEffect, useRef } from 'react'
import { useActions } from './actions'
import { toggleDetails } from './conversation/ColumnToggles'
import { useClient } from './desk'
import { useKeysSet } from './key-labels'
import { type KeyName, type KeySetting, keyOf } from './keys'
import { pickPinned } from './phrases/PinnedPhrases'
import { useFolded, useInstalled } from './preferences'
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
  const setting: KeySetting = { keys: useKeysSet(), installed: useInstalled() }
  const latest = useRef({ run, setting })
  latest.current = { run, setting }
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { run, setting } = latest.current
      const name = keyOf(event, isTyping(event.target), setting)
      // A key that is being chosen in the settings was for them.
      if (name === null || event.isComposing || event.defaultPrevented || isHeldBack(name)) return
      if (run(name) !== false) event.preventDefault()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

/** What runs gives false when it left the key to the browser. */
export function useRunner(): (name: KeyName) => unknown {
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
  /** Once something new has been written, the key is for that. */
  const undo = (): boolean => {
    const { selected, drafts } = getState()
    if (selected === null || (drafts[selected]?.text ?? '') !== '') return false
    return actions.takeBack(selected)
  }
  const runs: Record<KeyName, () => unknown> = {
    switcher: () => openDialog({ kind: 'switcher' }),
    mostUrgent: () => {
      ui.dispatch({ page: 'reception' })
      actions.toMostUrgent()
    },
    previous: () => actions.toNeighbour(-1),
    next: () => actions.toNeighbour(1),
    paneLeft: () => actions.toPane(-1),
    paneRight: () => actions.toPane(1),
    beside: () => {
      ui.dispatch({ page: 'reception' })
      actions.mostUrgentBeside()
    },
    closePane: () => {
      const { selected } = getState()
      if (selected !== null) actions.closePane(selected)
    },
    internal: () => onSelected(whisper),
    undo,
    transfer: () =>
      onSelected((session) => openDialog({ kind: 'transfer', session, mode: 'transfer' })),
    summary: () => onSelected((session) => openDialog({ kind: 'summary', session })),
    closeSession: () => onSelected((session) => actions.askClose(session)),
    accept,
    details: () => toggleDetails(folded.details),
    phrase1: () => pickPinned(0),
    phrase2: () => pickPinned(1),
    phrase3: () => pickPinned(2),
    phrase4: () => pickPinned(3),
    sheet: () =>
      ui.getState().dialog?.kind === 'keys' ? closeDialog() : openDialog({ kind: 'keys' }),
  }
  return (name) => runs[name]()
}
