/** What stands for something in an automatic answer. The server's `auto_answers.py` fills it alike. */
import type { AutoAnswers } from '../../protocol/generated'

export type AnswerVariable = 'buyer' | 'agent' | 'n'

/** Only who waits in a cache has a place in it. */
export const variablesOf = (kind: keyof AutoAnswers): readonly AnswerVariable[] =>
  kind === 'cached' ? ['buyer', 'agent', 'n'] : ['buyer', 'agent']

export const filledAnswer = (
  kind: keyof AutoAnswers,
  text: string,
  values: Readonly<Record<AnswerVariable, string>>,
): string =>
  variablesOf(kind).reduce(
    (filled, variable) => filled.replaceAll(`{${variable}}`, () => values[variable]),
    text,
  )
