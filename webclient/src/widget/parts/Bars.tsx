import { useEffect, useRef } from 'preact/hooks'
import { useWidget } from '../context'
import { Icon } from './Icon'

/** The connection is lost: nothing else is. */
export const OfflineBar = () => {
  const { view, text, retry } = useWidget()
  return (
    <div role="status">
      {!view.value.connected && (
        <div class="w-bar">
          <Icon name="link" size={16} />
          <span>{text.value.reconnecting}</span>
          <button type="button" class="w-link" onClick={retry}>
            {text.value.retry}
          </button>
        </div>
      )}
    </div>
  )
}

/** Asked before a conversation is ended; the safe answer is first, so the dialog focuses it. */
export const LeaveQuestion = () => {
  const { text, leave, leaveAsked } = useWidget()
  const dialog = useRef<HTMLDialogElement>(null)
  const hide = () => {
    leaveAsked.value = false
  }
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="w-dialog" aria-labelledby="leave-sure" onClose={hide}>
      <b id="leave-sure">{text.value.leaveSure}</b>
      <p>{text.value.leaveMore}</p>
      <div class="w-actions">
        <button type="button" class="w-button" onClick={hide}>
          {text.value.cancel}
        </button>
        <button
          type="button"
          class="w-button is-bad"
          onClick={() => {
            hide()
            leave()
          }}
        >
          {text.value.leaveYes}
        </button>
      </div>
    </dialog>
  )
}

/** The server said no, and will go on saying so. */
export const Stopped = () => {
  const { view, text } = useWidget()
  const say = text.value
  const [head, more] = {
    blocked: [say.blockedHead, say.blocked],
    not_authorised: [say.signIn, say.signInMore],
    busy: [say.full, say.fullMore],
  }[view.value.stopped ?? ''] ?? [say.gone, say.goneMore]
  return (
    <div class="w-plain" role="alert">
      <Icon name="stop" size={32} />
      <b>{head}</b>
      <p>{more}</p>
    </div>
  )
}

/** Takes the composer's place. */
export const BlockedFoot = () => {
  const { text } = useWidget()
  return (
    <footer class="w-foot">
      <div role="alert">
        <b>{text.value.blockedHead}</b>
        <p>
          <small>{text.value.blocked}</small>
        </p>
      </div>
    </footer>
  )
}
