/** One avatar as it is set, and how it is changed: a picture is chosen, cut square and sent. */
import { App } from 'antd'
import { useState } from 'react'
import { systemClock } from '../../core/clock'
import { browserExchange } from '../../core/exchange'
import { CommandFailed } from '../../core/requests'
import { Upload, UploadFailed } from '../../core/upload'
import type { AvatarSetting, AvatarSource } from '../../protocol/generated'
import { useAsk } from '../asking'
import type { Rect } from '../conversation/capture'
import { useClient } from '../desk'
import { useReason } from '../failures'
import { useTranslation } from '../i18n/Words'
import { type Chosen, squareOf } from './chosen-picture'

const WHY = ['too_large', 'empty', 'type', 'unreadable', 'rate', 'not_allowed'] as const

/** `onStale`: it was changed elsewhere meanwhile, so it has to be loaded anew. */
export function useAvatarChange(
  path: string,
  version: number,
  onSaved: (setting: AvatarSetting) => void,
  onStale: () => void,
) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { files } = useClient()
  const ask = useAsk()
  const reason = useReason()
  /** Percent of the picture that has come; null: nothing is on its way. */
  const [progress, setProgress] = useState<number | null>(null)
  const why = (error: unknown): string => {
    if (!(error instanceof UploadFailed)) return t('error.failed', { reason: reason(error) })
    return t(`files.why.${WHY.find((one) => one === error.code) ?? 'other'}`)
  }
  const attempt = async (change: () => Promise<void>) => {
    setProgress(0)
    try {
      await change()
      message.success(t('avatar.saved'))
    } catch (error) {
      const stale = error instanceof CommandFailed && error.code === 'stale_view'
      if (stale) onStale()
      message.error(stale ? t('avatar.stale') : why(error))
    }
    setProgress(null)
  }
  const put = async (source: AvatarSource | null) =>
    onSaved(await ask<AvatarSetting>('PUT', path, { version, source }))
  const set = ({ file, ...chosen }: Chosen, rect: Rect) =>
    attempt(async () => {
      const onProgress = (sent: number) => sent >= 0 && setProgress((100 * sent) / file.size)
      const upload = new Upload({
        file,
        clock: systemClock,
        exchange: browserExchange,
        key: files,
        onProgress,
      })
      const sent = await upload.run()
      await put({ upload: sent.upload, ...squareOf(chosen, rect, sent) })
    })
  return { progress, set, remove: () => attempt(() => put(null)) }
}
