import type { Uploading } from '../../core/upload-list'
import { useWidget } from '../context'

const State = ({ item: { file, sent, at, code } }: { item: Uploading }) => {
  const { text } = useWidget()
  if (at === 'failed') {
    const words = text.noFile
    const why = words[code as keyof typeof words] ?? words.other
    return <small role="alert">{why}</small>
  }
  if (at === 'waiting') return <small role="status">{text.offline}</small>
  return <progress max={file.size} value={sent} aria-label={file.name} />
}

/** Files on their way, above the input. */
export const SendingFiles = () => {
  const { files, text } = useWidget()
  return (
    <>
      {files.sending.value.map((item) => (
        <div key={item.id} class="w-sending">
          <span>
            <b>{item.file.name}</b>
            <State item={item} />
          </span>
          {(item.at === 'failed' || item.at === 'waiting') && (
            <button type="button" class="w-link" onClick={() => files.retry(item.id)}>
              {text.resend}
            </button>
          )}
          <button
            type="button"
            class="w-link"
            aria-label={`${text.discard}: ${item.file.name}`}
            onClick={() => files.remove(item.id)}
          >
            {text.discard}
          </button>
        </div>
      ))}
    </>
  )
}
