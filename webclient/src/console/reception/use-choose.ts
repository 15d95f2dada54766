/** A click on a session shows it; with Ctrl or Command, beside what is shown. */
import { type MouseEvent, useCallback, useRef } from 'react'
import { useActions } from '../actions'

export type Choose = (session: string, event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>) => void

/** Always the same function, so that rows that have not changed are not drawn anew. */
export function useChoose(): Choose {
  const actions = useActions()
  const latest = useRef(actions)
  latest.current = actions
  return useCallback((session, event) => {
    if (event.ctrlKey || event.metaKey) latest.current.selectBeside(session)
    else latest.current.select(session)
  }, [])
}
