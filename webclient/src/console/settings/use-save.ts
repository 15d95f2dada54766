/** Saves a set of settings as a whole, and says what became of it. */
import { App } from 'antd'
import { useState } from 'react'
import { CommandFailed } from '../../core/requests'
import { useAsk } from '../asking'
import { useReason } from '../failures'
import { useTranslation } from '../i18n/Words'

/** `onStale`: somebody else has saved it meanwhile, so it has to be loaded anew. */
export function useSave<View>(
  texts: 'answers' | 'questions' | 'consent',
  path: string,
  onSaved: (view: View) => void,
  onStale: () => void,
) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const ask = useAsk()
  const reason = useReason()
  const [saving, setSaving] = useState(false)
  const save = async (body: object) => {
    setSaving(true)
    try {
      onSaved(await ask<View>('PUT', path, body))
      message.success(t(`${texts}.saved`))
    } catch (error) {
      const stale = error instanceof CommandFailed && error.code === 'stale_view'
      if (stale) onStale()
      message.error(stale ? t(`${texts}.stale`) : t('error.failed', { reason: reason(error) }))
    }
    setSaving(false)
  }
  return { saving, save }
}
