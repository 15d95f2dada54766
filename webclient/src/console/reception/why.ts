/** `session.explain`, asked when somebody wants to know. */
import { useEffect, useState } from 'react'
import type { Explanation } from '../../protocol/generated'
import { useClient } from '../desk'

export type Explained = Explanation | 'failed' | null

export function useExplanation(session: string): Explained {
  const client = useClient()
  const [explained, setExplained] = useState<Explained>(null)
  useEffect(() => {
    let left = false
    setExplained(null)
    client
      .call('session.explain', { session })
      .then((answer) => left || setExplained(answer))
      .catch(() => left || setExplained('failed'))
    return () => {
      left = true
    }
  }, [client, session])
  return explained
}
