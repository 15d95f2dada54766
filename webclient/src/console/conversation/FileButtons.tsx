/** Picture, file, screenshot: the tools that attach something to the next message. */
import { PaperClipOutlined, PictureOutlined, ScissorOutlined } from '@ant-design/icons'
import { App, Button, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { CropDialog } from './CropDialog'
import { canCapture, capture, crop, type Rect, rectangle } from './capture'
import { useAttach } from './use-files'

export const PICTURES = '.png,.jpg,.jpeg,.gif,.webp'
const FILES = `${PICTURES},.pdf,.zip,.docx,.xlsx,.pptx,.txt,.csv,.log,.md`

export function FileButtons({ session }: { session: string }) {
  const { t } = useTranslation()
  const attach = useAttach(session)
  return (
    <>
      <Pick
        accept={PICTURES}
        label={t('files.picture')}
        icon={<PictureOutlined />}
        onPick={attach}
      />
      {canCapture() && <Screenshot onTaken={(file) => attach([file])} />}
      <Pick accept={FILES} label={t('files.file')} icon={<PaperClipOutlined />} onPick={attach} />
    </>
  )
}

interface PickProps {
  accept: string
  label: string
  icon: ReactNode
  onPick: (files: readonly File[]) => void
}

function Pick({ accept, label, icon, onPick }: PickProps) {
  return (
    <Upload
      multiple
      accept={accept}
      showUploadList={false}
      beforeUpload={(file, all) => {
        // Called once for each of them.
        if (file === all[0]) onPick(all)
        return false
      }}
    >
      <Button type="text" size="small" icon={icon} aria-label={label} title={label} />
    </Upload>
  )
}

function Screenshot({ onTaken }: { onTaken: (file: File) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [shot, setShot] = useState<HTMLCanvasElement | null>(null)
  const take = () => {
    capture().then(setShot, (error: unknown) => {
      // Refused in the browser's own question: that needs no word from us.
      if (error instanceof DOMException && error.name === 'NotAllowedError') return
      void message.error(t('capture.failed'))
    })
  }
  const done = async (rect: Rect | null) => {
    if (shot && rect) onTaken(await crop(shot, rect))
    setShot(null)
  }
  return (
    <>
      <Button
        type="text"
        size="small"
        icon={<ScissorOutlined />}
        aria-label={t('capture.button')}
        title={t('capture.button')}
        onClick={take}
      />
      {shot && (
        <CropDialog
          shot={shot}
          shape={rectangle}
          texts="capture"
          onDone={(rect) => void done(rect)}
        />
      )}
    </>
  )
}
