/** A phrase in a list: the hint, what is inserted, and its group. */
import type { PhraseView } from '../../protocol/generated'
import { partsOf } from './text'

export function PhraseText({ phrase }: { phrase: PhraseView }) {
  const { hint, text } = partsOf(phrase.text)
  return (
    <>
      {hint && <em>【{hint}】</em>}
      <span className="said">{text}</span>
      {phrase.group && <small>{phrase.group}</small>}
    </>
  )
}
