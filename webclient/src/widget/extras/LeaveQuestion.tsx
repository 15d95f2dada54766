import { useWidget, useWords } from '../context'
import { Dialog } from './Dialog'

/** Asked before a conversation is ended; the safe answer is first, so the dialog focuses it. */
export const LeaveQuestion = () => {
  const { leave, asked } = useWidget()
  const words = useWords()
  const hide = () => {
    asked.value = undefined
  }
  return (
    <Dialog title={words.leaveSure} hide={hide}>
      <p>{words.leaveMore}</p>
      <div class="w-actions">
        <button type="button" class="w-button" onClick={hide}>
          {words.cancel}
        </button>
        <button
          type="button"
          class="w-button is-bad"
          onClick={() => {
            hide()
            leave()
          }}
        >
          {words.leaveYes}
        </button>
      </div>
    </Dialog>
  )
}
