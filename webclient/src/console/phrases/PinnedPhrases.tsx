/** The four phrases on keys, above the composer; the keys work wherever the focus is. */

import { useEffect, useRef } from 'react'
import type { SessionFacts } from '../../core/agent-state'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { useKeysSet } from '../key-labels'
import { keyLabel } from '../keys'
import { pinnedOf, useInserted, usePhrases } from './books'
import { partsOf } from './text'

interface Props {
  view: SessionFacts
  onPick: (text: string) => void
}

const NAME_LENGTH = 8
const KEYS = ['phrase1', 'phrase2', 'phrase3', 'phrase4'] as const

/** Of the conversation in focus. */
let pick: ((place: number) => void) | null = null

/** What a key does; false where there is nothing to insert into. */
export function pickPinned(place: number): boolean {
  pick?.(place)
  return pick !== null
}

export function PinnedPhrases({ view, onPick }: Props) {
  const { t } = useTranslation()
  const { phrases } = usePhrases()
  const inserted = useInserted(view)
  const pinned = pinnedOf(phrases)
  const keys = useKeysSet()
  const focused = useAgentState((state) => state.selected === view.id)
  const run = (place: number) => {
    const phrase = pinned[place]
    if (phrase) onPick(inserted(phrase))
  }
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!focused) return
    const mine = (place: number) => latest.current(place)
    pick = mine
    return () => {
      if (pick === mine) pick = null
    }
  }, [focused])
  const count = (phrases?.own.phrases.length ?? 0) + (phrases?.shared.phrases.length ?? 0)
  if (count === 0) return null
  return (
    <div className="pinned">
      {pinned.map((phrase, place) => {
        if (!phrase) return null
        const { hint, text } = partsOf(phrase.text)
        return (
          <button
            key={phrase.id}
            type="button"
            title={text}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(inserted(phrase))}
          >
            <kbd>{keyLabel(keys[KEYS[place] ?? 'phrase1'])}</kbd>{' '}
            {hint || text.slice(0, NAME_LENGTH)}
          </button>
        )
      })}
      <span className="grow" />
      <small>{t('phrases.slash', { count })}</small>
    </div>
  )
}
