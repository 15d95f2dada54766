import type { ComponentProps, FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'
import { useWidget } from '../context'
import type { Parts } from '../extras'

/** In place of what is not loaded: that it comes, or that it did not and how to get it. */
const Missing = () => {
  const { text, extras } = useWidget()
  return (
    <div class="w-missing" role="status">
      <span>{extras.failed.value ? text.value.partFailed : text.value.loading}</span>
      {extras.failed.value && (
        <button type="button" class="w-link" onClick={extras.load}>
          {text.value.retry}
        </button>
      )}
    </div>
  )
}

/** A part that is loaded when it is first shown. */
export const later =
  <Name extends keyof Parts>(name: Name): FunctionComponent<ComponentProps<Parts[Name]>> =>
  (props) => {
    const { extras } = useWidget()
    useEffect(() => void extras.load(), [extras])
    const Part = extras.parts.value?.[name] as
      | FunctionComponent<ComponentProps<Parts[Name]>>
      | undefined
    return Part ? <Part {...props} /> : <Missing />
  }
