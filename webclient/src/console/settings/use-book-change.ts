/** Changes of a book: what the server answers takes its place, who was too late sees it as it is. */
import { App } from 'antd'
import { CommandFailed } from '../../core/requests'
import type { BookView } from '../../protocol/generated'
import { useAsk } from '../asking'
import { useReason } from '../failures'
import { useTranslation } from '../i18n/Words'
import { type Book, putBook } from '../phrases/books'

type Change = (method: string, path: string, body?: unknown) => Promise<boolean>

export function useBookChange(book: Book, onStale: () => void): Change {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const ask = useAsk()
  const reason = useReason()
  return async (method, path, body) => {
    try {
      putBook(book, await ask<BookView>(method, `/api/phrases/${book}${path}`, body))
      return true
    } catch (error) {
      const stale = error instanceof CommandFailed && error.code === 'stale_view'
      if (stale) onStale()
      message.error(stale ? t('phrases.stale') : t('error.failed', { reason: reason(error) }))
      return false
    }
  }
}
