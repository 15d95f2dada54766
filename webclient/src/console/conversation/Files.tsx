/** Pictures and files of messages. What a browser shows of them comes from the server's own word. */
import {
  DownloadOutlined,
  FileExcelOutlined,
  FileOutlined,
  FilePdfOutlined,
  FilePptOutlined,
  FileTextOutlined,
  FileWordOutlined,
  FileZipOutlined,
  PictureOutlined,
} from '@ant-design/icons'
import { Image } from 'antd'
import { type ComponentType, useState } from 'react'
import type { FileBody, ImageBody } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { localUrl, useFileUrls } from '../uploads'
import { sizeText } from './size-text'

const SIDE_MAX = 240
const SIDE_MIN = 48

/** The room a picture takes, known before it has come. */
export function boxOf({ width = SIDE_MAX, height = SIDE_MAX }: ImageBody) {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
  return {
    width: Math.max(SIDE_MIN, Math.round(width * scale)),
    height: Math.max(SIDE_MIN, Math.round(height * scale)),
  }
}

const TRIES_MAX = 3

export function Picture({ session, picture }: { session: string | null; picture: ImageBody }) {
  const { t } = useTranslation()
  const { url, again } = useFileUrls()
  const [tries, setTries] = useState(0)
  const own = localUrl(picture.upload)
  const small = own ?? (session && url(session, picture.upload, 'thumbnail'))
  const whole = own ?? (session && url(session, picture.upload, 'whole'))
  const box = boxOf(picture)
  const failed = () => {
    if (own || tries >= TRIES_MAX) return
    setTries(tries + 1)
    again()
  }
  if (!small || !whole || tries >= TRIES_MAX)
    return (
      <span className="picture is-empty" style={box} title={picture.name}>
        <PictureOutlined />
        {tries >= TRIES_MAX && <small>{t('files.noPicture')}</small>}
      </span>
    )
  return (
    <span className="picture" style={box}>
      <Image
        key={tries}
        src={small}
        {...box}
        alt={picture.name}
        onError={failed}
        preview={{ src: whole, mask: false }}
      />
    </span>
  )
}

const ICONS: [RegExp, ComponentType][] = [
  [/^image\//, PictureOutlined],
  [/pdf$/, FilePdfOutlined],
  [/wordprocessingml/, FileWordOutlined],
  [/spreadsheetml/, FileExcelOutlined],
  [/presentationml/, FilePptOutlined],
  [/zip$/, FileZipOutlined],
  [/^text\//, FileTextOutlined],
]

export function FileIcon({ type }: { type: string }) {
  const Icon = ICONS.find(([pattern]) => pattern.test(type))?.[1] ?? FileOutlined
  return <Icon />
}

export function FileCard({ session, file }: { session: string | null; file: FileBody }) {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const { url } = useFileUrls()
  const href = session && url(session, file.upload, 'download')
  const inside = (
    <>
      <FileIcon type={file.type} />
      <span>
        <b>{file.name}</b>
        <small>{sizeText(file.size, locale)}</small>
      </span>
    </>
  )
  if (!href) return <span className="file">{inside}</span>
  return (
    <a className="file" href={href} download={file.name}>
      {inside}
      <DownloadOutlined aria-label={t('files.download')} />
    </a>
  )
}
