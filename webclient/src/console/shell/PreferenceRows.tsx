/** Language, appearance, the key that sends: the choices of the person at this browser. */
import { Segmented } from 'antd'
import { LOCALES } from '../i18n'
import { useTranslation } from '../i18n/Words'
import { type Preferences, preferences, UNDO_MS, usePreferences } from '../preferences'

export function PreferenceRows({ size }: { size: 'small' | 'middle' }) {
  const { t } = useTranslation()
  const { locale, theme, sendKey, undoMs } = usePreferences()
  const set = (patch: Partial<Preferences>) => preferences.dispatch(patch)
  return (
    <>
      <div className="menu-row">
        <span className="grow">{t('shell.language')}</span>
        <Segmented
          size={size}
          value={locale}
          onChange={(value) => set({ locale: value })}
          options={LOCALES.map((one) => ({ value: one.locale, label: one.name }))}
        />
      </div>
      <div className="menu-row">
        <span className="grow">{t('shell.theme')}</span>
        <Segmented<Preferences['theme']>
          size={size}
          value={theme}
          onChange={(value) => set({ theme: value })}
          options={[
            { value: 'system', label: t('shell.themeSystem') },
            { value: 'light', label: t('shell.themeLight') },
            { value: 'dark', label: t('shell.themeDark') },
          ]}
        />
      </div>
      <div className="menu-row">
        <span className="grow">{t('shell.sendKey')}</span>
        <Segmented<Preferences['sendKey']>
          size={size}
          value={sendKey}
          onChange={(value) => set({ sendKey: value })}
          options={[
            { value: 'enter', label: 'Enter' },
            { value: 'ctrlEnter', label: 'Ctrl Enter' },
          ]}
        />
      </div>
      <div className="menu-row">
        <span className="grow">{t('shell.undo')}</span>
        <Segmented<Preferences['undoMs']>
          size={size}
          value={undoMs}
          onChange={(value) => set({ undoMs: value })}
          options={[
            { value: 0, label: t('shell.undoOff') },
            { value: UNDO_MS, label: t('shell.undoSeconds', { seconds: UNDO_MS / 1_000 }) },
          ]}
        />
      </div>
    </>
  )
}
