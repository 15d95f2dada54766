/** The two books and what is on the keys: loaded once for the whole console, again when they change. */

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { Store } from '../../core/store'
import type { BookView, PhrasesView, PhraseView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useAgentState, useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useAgentName, useShopName } from '../use-names'
import { usePinyin } from './pinyin'
import { filled, found, partsOf, type Values } from './text'

export type Book = 'shared' | 'own'

interface Held {
  readonly agent: string
  readonly phrases: PhrasesView | null
  readonly state: 'loading' | 'failed' | 'here'
}

const nothing: Held = { agent: '', phrases: null, state: 'loading' }
const held = new Store<Held, Partial<Held>>((state, patch) => ({ ...state, ...patch }), nothing)
let asked = ''

interface Phrases extends Held {
  readonly again: () => void
}

/** Every phrase of this agent. */
export function usePhrases(): Phrases {
  const ask = useAsk()
  const { agent } = useMe()
  const version = useAgentState((state) => state.settings?.phrases ?? 0)
  const connected = useAgentState((state) => state.connection.at === 'open')
  const state = useSyncExternalStore(held.subscribe, held.getState)
  const wanted = `${agent} ${version} ${connected}`
  const load = () => {
    ask<PhrasesView>('GET', '/api/phrases').then(
      (phrases) => held.dispatch({ agent, phrases, state: 'here' }),
      () => held.dispatch({ state: held.getState().phrases ? 'here' : 'failed' }),
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each change, whoever shows it
  useEffect(() => {
    if (asked === wanted || !connected) return
    asked = wanted
    if (held.getState().agent !== agent) held.dispatch({ ...nothing, agent })
    load()
  }, [wanted])
  return { ...state, again: load }
}

/** Takes over what a change has answered. */
export function putBook(book: Book, view: BookView): void {
  const { phrases } = held.getState()
  if (phrases) held.dispatch({ phrases: { ...phrases, [book]: view } })
}
export const putPhrases = (phrases: PhrasesView): void => held.dispatch({ phrases })

export const allOf = (phrases: PhrasesView | null): readonly PhraseView[] =>
  phrases ? [...phrases.own.phrases, ...phrases.shared.phrases] : []

/** What is on the keys 1 to 4. */
export function pinnedOf(phrases: PhrasesView | null): readonly (PhraseView | undefined)[] {
  const all = allOf(phrases)
  return (phrases?.pins ?? []).map((id) => all.find((one) => id !== '' && one.id === id))
}

/** Phrases that a query finds, one's own first. */
export function useFound(query: string): readonly PhraseView[] {
  const { phrases } = usePhrases()
  const read = usePinyin(query)
  return useMemo(() => {
    const all = allOf(phrases)
    return found(
      all.map((phrase) => ({ phrase, sounds: read?.(phrase.group + phrase.text) })),
      query,
    )
  }, [phrases, read, query])
}

/** What a phrase says to this buyer. */
export function useInserted(view: SessionFacts): (phrase: PhraseView) => string {
  const { t } = useTranslation()
  const me = useMe()
  const agentName = useAgentName()
  const shopName = useShopName()
  const values: Values = {
    buyer: view.contact.name || t('phrases.noBuyer'),
    product: view.contact.page?.product?.title ?? t('phrases.noProduct'),
    agent: agentName(me.agent),
    shop: shopName(view.shop),
  }
  return (phrase) => filled(partsOf(phrase.text).text, values)
}
