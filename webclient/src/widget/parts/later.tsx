import { signal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'

/** A part that is loaded when it is first shown; without a connection, the next time. */
export const later = <Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> => {
  const loaded = signal<FunctionComponent<Props>>()
  return (props) => {
    useEffect(() => {
      load().then(
        (part) => {
          loaded.value = part
        },
        () => {},
      )
    }, [])
    const Part = loaded.value
    return Part ? <Part {...props} /> : null
  }
}
