import { useWidget } from '../context'
import { Dialog } from './Dialog'

/** Asked before a conversation is ended; the safe answer is first, so the dialog focuses it. */
export const LeaveQuestion = () => {
  const { leave, asked, text } = useWidget()
  const hide = () => {
    asked.value = undefined
  }
  return (
    <Dialog title={text.value.leaveSure} hide={hide}>
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
    </Dialog>
  )
}
