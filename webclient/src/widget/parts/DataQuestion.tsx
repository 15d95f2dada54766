import { useWidget } from '../context'
import { type DataOutcome, eraseData, exportData } from '../own-data'
import { useSignal } from '../signals'
import type { Text } from '../text'
import { Dialog } from './Dialog'

type Wish = 'export' | 'erase'

const said = (wish: Wish, outcome: DataOutcome, text: Text): string => {
  if (outcome === 'often') return text.dataOften
  if (outcome === 'failed') return text.dataFailed
  if (wish === 'erase') return text.eraseDone
  return outcome === 'done' ? text.exportDone : text.exportNone
}

/** What is kept of the visitor: a copy for them, or its end. Says what the server answered. */
export const DataQuestion = ({ wish }: { wish: Wish }) => {
  const { asked, ownData, text } = useWidget()
  const busy = useSignal(false)
  const outcome = useSignal<DataOutcome | undefined>(undefined)
  const erases = wish === 'erase'
  const over = outcome.value === 'done' || outcome.value === 'none'
  const hide = () => {
    asked.value = undefined
  }
  const go = async (): Promise<void> => {
    busy.value = true
    outcome.value = undefined
    outcome.value = await (erases ? eraseData : exportData)(ownData)
    busy.value = false
  }
  return (
    <Dialog title={erases ? text.eraseSure : text.exportData} hide={hide}>
      {!over && <p>{erases ? text.eraseMore : text.exportMore}</p>}
      <p role="status" class={over ? undefined : 'w-error'}>
        {outcome.value && said(wish, outcome.value, text)}
      </p>
      <div class="w-actions">
        <button type="button" class="w-button" onClick={hide}>
          {over ? text.close : text.cancel}
        </button>
        {!over && (
          <button
            type="button"
            class={`w-button ${erases ? 'is-bad' : 'is-main'}`}
            disabled={busy.value}
            onClick={go}
          >
            {erases ? text.eraseYes : text.exportYes}
          </button>
        )}
      </div>
    </Dialog>
  )
}
