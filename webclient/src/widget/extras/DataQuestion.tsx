import { useSignal } from '@preact/signals'
import { useWidget, useWords } from '../context'
import type { Words } from '../text'
import { Dialog } from './Dialog'
import { type DataOutcome, eraseData, exportData } from './own-data'

type Wish = 'export' | 'erase'

const said = (wish: Wish, outcome: DataOutcome, words: Words): string => {
  if (outcome === 'often') return words.dataOften
  if (outcome === 'failed') return words.dataFailed
  if (wish === 'erase') return words.eraseDone
  return outcome === 'done' ? words.exportDone : words.exportNone
}

/** What is kept of the visitor: a copy for them, or its end. Says what the server answered. */
export const DataQuestion = ({ wish }: { wish: Wish }) => {
  const { asked, ownData } = useWidget()
  const words = useWords()
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
    <Dialog title={erases ? words.eraseSure : words.exportData} hide={hide}>
      {!over && <p>{erases ? words.eraseMore : words.exportMore}</p>}
      <p role="status" class={over ? undefined : 'w-error'}>
        {outcome.value && said(wish, outcome.value, words)}
      </p>
      <div class="w-actions">
        <button type="button" class="w-button" onClick={hide}>
          {over ? words.close : words.cancel}
        </button>
        {!over && (
          <button
            type="button"
            class={`w-button ${erases ? 'is-bad' : 'is-main'}`}
            disabled={busy.value}
            onClick={go}
          >
            {erases ? words.eraseYes : words.exportYes}
          </button>
        )}
      </div>
    </Dialog>
  )
}
