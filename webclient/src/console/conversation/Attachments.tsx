/** The files of the next message: how far each has come, and what can be done about it. */
import { CloseOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useEffect, useState } from 'react'
import type { Uploading } from '../../core/upload-list'
import { en } from '../i18n/en'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useUploadList, useUploads } from '../uploads'
import { FileIcon } from './Files'
import { sizeText } from './size-text'

export function Attachments({ session }: { session: string }) {
  const { t } = useTranslation()
  const items = useUploads(session)
  if (items.length === 0) return null
  return (
    <ul className="attachments" aria-label={t('files.attached')}>
      {items.map((item) => (
        <Attachment key={item.id} item={item} />
      ))}
    </ul>
  )
}

function Attachment({ item }: { item: Uploading }) {
  const { t } = useTranslation()
  const uploads = useUploadList()
  const { name } = item.file
  const { at } = item
  return (
    <li className={`attachment is-${at}`}>
      <Glimpse item={item} />
      <span className="attachment-text">
        <b title={name}>{name}</b>
        <State item={item} />
      </span>
      {(at === 'failed' || at === 'waiting') && (
        <Button
          type="text"
          size="small"
          icon={<ReloadOutlined />}
          aria-label={t('files.retry', { name })}
          onClick={() => (at === 'failed' ? uploads.retry(item.id) : uploads.wake())}
        />
      )}
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={t('files.cancel', { name })}
        onClick={() => uploads.remove(item.id)}
      />
    </li>
  )
}

type Why = keyof typeof en.files.why
const isWhy = (code: string): code is Why => code in en.files.why

function State({ item }: { item: Uploading }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const { file, sent, at, code } = item
  switch (at) {
    case 'failed':
      return (
        <small role="alert">{t(`files.why.${isWhy(code ?? '') ? (code as Why) : 'other'}`)}</small>
      )
    case 'ready':
      return <small>{sizeText(file.size, locale)}</small>
    case 'waiting':
      return <small role="status">{t('files.waiting')}</small>
    default:
      return (
        <Progress
          percent={Math.floor((100 * sent) / file.size)}
          size="small"
          aria-label={t('files.progress', { name: file.name })}
        />
      )
  }
}

/** The picture itself, small; or what kind of file it is. */
function Glimpse({ item: { file } }: { item: Uploading }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!(file instanceof Blob) || !/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  if (url) return <img src={url} alt="" />
  return <FileIcon type={file instanceof Blob ? file.type : ''} />
}
