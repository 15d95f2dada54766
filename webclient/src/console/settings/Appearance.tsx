/** Language, appearance and the key that sends: of this browser, kept in it. */
import { useTranslation } from '../i18n/Words'
import { PreferenceRows } from '../shell/PreferenceRows'
import { SettingsTitle } from './SettingsTitle'

export function Appearance() {
  const { t } = useTranslation()
  return (
    <>
      <SettingsTitle name={t('settings.pages.appearance')} note={t('settings.appearanceNote')} />
      <div className="settings-card">
        <PreferenceRows size="middle" />
      </div>
    </>
  )
}
