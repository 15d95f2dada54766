/**
 * The words of the language that is shown, for all small components: react-i18next's own hook gives
 * each of them a subscription and several memos, which a list of a hundred rows notices.
 */
import i18next, { type TFunction } from 'i18next'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useTranslation as useOriginal } from 'react-i18next'

const Words = createContext<TFunction>(i18next.t)

export function WordsProvider({ children }: { children: ReactNode }) {
  const { t } = useOriginal()
  const remembering = useMemo(() => remember(t), [t])
  return <Words value={remembering}>{children}</Words>
}

/** What takes no values is looked up once. */
function remember(t: TFunction): TFunction {
  const known = new Map<string, string>()
  const look = (key: string, values?: Record<string, unknown>): string => {
    if (values !== undefined) return t(key as 'app.name', values)
    const words = known.get(key) ?? t(key as 'app.name')
    known.set(key, words)
    return words
  }
  return look as TFunction
}

/** Another `t` for each language. */
export const useTranslation = (): { t: TFunction } => ({ t: useContext(Words) })
