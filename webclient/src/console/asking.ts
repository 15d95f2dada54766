/** The HTTP interface as an agent asks it: answers as they are written down, failures as commands'. */
import { useEffect, useRef, useState } from 'react'
import { CommandFailed } from '../core/requests'
import type { HttpError } from '../protocol/generated'
import type { Auth } from './auth'
import { useDesk } from './desk'

export type Ask = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>

/** A refusal whose body says more than its code. */
export class Refused extends CommandFailed {
  readonly body: unknown
  constructor(error: HttpError['error'], body: unknown, temporary: boolean) {
    super(error.code, temporary, error.retry_after_ms, error.message)
    this.body = body
  }
}

export function asking(auth: Auth): Ask {
  return async <Answer>(method: string, path: string, body?: unknown) => {
    let response: Response
    try {
      response = await auth.send(method, path, body)
    } catch {
      // fetch rejects only when no answer came.
      throw new CommandFailed('offline', true)
    }
    const answer: unknown = await response.json().catch(() => null)
    if (response.ok) return answer as Answer
    const error = (answer as Partial<HttpError> | null)?.error
    const temporary = response.status >= 500
    if (!error) throw new CommandFailed('unavailable', temporary)
    throw new Refused(error, answer, temporary)
  }
}

export function useAsk(): Ask {
  const { auth } = useDesk()
  const ask = useRef<{ auth: Auth; ask: Ask } | null>(null)
  if (ask.current?.auth !== auth) ask.current = { auth, ask: asking(auth) }
  return ask.current.ask
}

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'here'; readonly value: Value }

interface Loading<Value> {
  readonly loaded: Loaded<Value>
  /** Puts a newer value in its place, such as the answer to a change. */
  readonly put: (value: Value) => void
  readonly again: () => void
}

/**
 * Something of the API. What is shown stays until its successor comes; another `path` begins anew;
 * `round` only asks again. Without a path nothing is asked.
 */
export function useLoaded<Value>(path: string | null, round: unknown = 0): Loading<Value> {
  const ask = useAsk()
  const [held, setHeld] = useState<{ path: string | null; loaded: Loaded<Value> }>({
    path,
    loaded: { state: 'loading' },
  })
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
  useEffect(() => {
    if (path === null) return
    let left = false
    const hold = (loaded: Loaded<Value>) => left || setHeld({ path, loaded })
    ask<Value>('GET', path).then(
      (value) => hold({ state: 'here', value }),
      (error: unknown) => hold({ state: 'failed', error }),
    )
    return () => {
      left = true
    }
  }, [ask, path, round, tries])
  const loaded = held.path === path ? held.loaded : { state: 'loading' as const }
  return {
    loaded,
    put: (value) => setHeld({ path, loaded: { state: 'here', value } }),
    again: () => {
      setHeld({ path, loaded: { state: 'loading' } })
      setTries(tries + 1)
    },
  }
}
