/** A book as a CSV file, out and in. A file with a bad row is not taken, and its rows are named. */
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { App, Button, Upload } from 'antd'
import type {
  BookView,
  ImportAnswer,
  ImportMode,
  ImportProblem,
  ImportRefused,
} from '../../protocol/generated'
import { Refused, useAsk } from '../asking'
import { useDesk } from '../desk'
import { useAttempt, useReason } from '../failures'
import { useTranslation } from '../i18n/Words'
import { type Book, putBook } from '../phrases/books'
import { decoded } from '../phrases/decoded'

interface Props {
  book: Book
  view: BookView
  may: boolean
}

export function PhraseFiles({ book, view, may }: Props) {
  const { t } = useTranslation()
  const { auth } = useDesk()
  const attempt = useAttempt()
  const take = useTaking(book, view)
  const save = () =>
    attempt(async () => {
      const response = await auth.get(`/api/phrases/${book}/export`)
      if (!response.ok) throw new Error(String(response.status))
      const url = URL.createObjectURL(await response.blob())
      const link = Object.assign(document.createElement('a'), { href: url })
      link.download = `phrases-${book}.csv`
      link.click()
      URL.revokeObjectURL(url)
    })
  return (
    <>
      {may && (
        <Upload
          accept=".csv,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file)
            return false
          }}
        >
          <Button icon={<UploadOutlined />}>{t('phrases.import')}</Button>
        </Upload>
      )}
      <Button
        icon={<DownloadOutlined />}
        disabled={view.phrases.length === 0}
        onClick={() => void save()}
      >
        {t('phrases.export')}
      </Button>
    </>
  )
}

function useTaking(book: Book, view: BookView): (file: File) => Promise<void> {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const ask = useAsk()
  const reason = useReason()
  const tell = (problems: readonly ImportProblem[]) =>
    modal.error({
      title: t('phrases.notImported'),
      content: (
        <ul className="import-problems">
          {problems.map(({ line, fault }) => (
            <li key={`${line} ${fault}`}>
              {t('phrases.line', { line, reason: t(`phrases.fault.${fault}`) })}
            </li>
          ))}
        </ul>
      ),
    })
  const send = async (csv: string, mode: ImportMode) => {
    try {
      const body = { version: view.version, mode, csv }
      const answer = await ask<ImportAnswer>('POST', `/api/phrases/${book}/import`, body)
      putBook(book, answer.book)
      message.success(t('phrases.imported', { added: answer.added, known: answer.known }))
    } catch (error) {
      const refused = error instanceof Refused ? (error.body as Partial<ImportRefused>) : null
      if (refused?.error?.problems) tell(refused.error.problems)
      else message.error(t('error.failed', { reason: reason(error) }))
    }
  }
  return async (file) => {
    const csv = decoded(await file.arrayBuffer())
    if (view.phrases.length === 0) {
      await send(csv, 'add')
      return
    }
    modal.confirm({
      title: t('phrases.importAsk'),
      okText: t('phrases.importAdd'),
      cancelText: t('phrases.importReplace'),
      closable: true,
      onOk: () => send(csv, 'add'),
      // The cross in the corner gives an event with a trigger, the second button does not.
      onCancel: (close: unknown) => {
        if (typeof close === 'function' && close.length > 0) void send(csv, 'replace')
      },
    })
  }
}
