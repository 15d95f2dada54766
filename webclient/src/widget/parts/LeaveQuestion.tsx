import { useWidget } from '../context'
import { Dialog } from './Dialog'

/** Asked before a conversation is ended; the safe answer is first, so the dialog focuses it. */
export const LeaveQuestion = () => {
  const { leave, asked, text } = useWidget()
  const hide = () => {
    asked.value = undefined
  }
  return (
    <Dialog title={text.leaveSure} hide={hide}>
      <p>{text.leaveMore}</p>
      <div class="w-actions">
        <button type="button" class="w-button" onClick={hide}>
          {text.cancel}
        </button>
        <button
          type="button"
          class="w-button is-bad"
          onClick={() => {
            hide()
            leave()
          }}
        >
          {text.leaveYes}
        </button>
      </div>
    </Dialog>
  )
}
