/** What was said in a left message's session: the last page, asked again with every change. */
import { useCallback, useEffect, useState } from 'react'
import type { MessageView } from '../../protocol/generated'
import type { Loaded } from '../asking'
import { useAgentState, useClient } from '../desk'
import { useAttempt } from '../failures'

interface Said {
  readonly messages: readonly MessageView[]
  readonly more: boolean
}

const LINES = 50

export function useSaid(session: string) {
  const client = useClient()
  const attempt = useAttempt()
  const changes = useAgentState((state) => state.left.changes)
  const [said, setSaid] = useState<Loaded<Said>>({ state: 'loading' })
  const [tries, setTries] = useState(0)
  const fetch = useCallback(
    (before_seq?: number) =>
      client.call('history.fetch', {
        session,
        channel: 'public',
        limit: LINES,
        ...(before_seq !== undefined && { before_seq }),
      }),
    [client, session],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change and try asks again
  useEffect(() => {
    let left = false
    const hold = (next: Loaded<Said>) => left || setSaid(next)
    fetch().then(
      ({ messages, more }) => hold({ state: 'here', value: { messages, more } }),
      (error: unknown) => hold({ state: 'failed', error }),
    )
    return () => {
      left = true
    }
  }, [fetch, changes, tries])
  return {
    said,
    again: () => {
      setSaid({ state: 'loading' })
      setTries(tries + 1)
    },
    earlier: () =>
      attempt(async () => {
        if (said.state !== 'here') return
        const { messages, more } = await fetch(said.value.messages[0]?.seq ?? 0)
        setSaid({ state: 'here', value: { messages: [...messages, ...said.value.messages], more } })
      }),
  }
}
