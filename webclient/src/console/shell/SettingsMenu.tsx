/** Language, appearance, the key that sends, and the way out. */
import { LogoutOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Popover, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useMe } from '../desk'
import { LOCALES } from '../i18n'
import { type Preferences, preferences, usePreferences } from '../preferences'
import { useSetPresence } from '../presence'
import { affects, departureOf } from '../rows'
import { openDialog } from '../ui'

export function SettingsMenu() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={<Choices onDone={() => setOpen(false)} />}
    >
      <Button type="text" size="small" icon={<SettingOutlined />} aria-label={t('shell.menu')} />
    </Popover>
  )
}

/** Logging out is a chosen offline: it asks first when it would end sessions. */
export function useLogout(): () => void {
  const { client, auth, leave } = useDesk()
  const { apply } = useSetPresence()
  const me = useMe()
  return () => {
    if (affects(departureOf(client.store.getState().sessions, me.agent)))
      openDialog({ kind: 'departure', state: 'offline', agent: me.agent, logout: true })
    else
      void apply('offline', me.agent).then(async () => {
        await auth.logout()
        leave()
      })
  }
}

function Choices({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { locale, theme, sendKey } = usePreferences()
  const logout = useLogout()
  const set = (patch: Partial<Preferences>) => preferences.dispatch(patch)
  return (
    <div>
      <div className="menu-row">
        <span className="grow">{t('shell.language')}</span>
        <Segmented
          size="small"
          value={locale}
          onChange={(value) => set({ locale: value })}
          options={LOCALES.map((one) => ({ value: one.locale, label: one.name }))}
        />
      </div>
      <div className="menu-row">
        <span className="grow">{t('shell.theme')}</span>
        <Segmented<Preferences['theme']>
          size="small"
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
          size="small"
          value={sendKey}
          onChange={(value) => set({ sendKey: value })}
          options={[
            { value: 'enter', label: 'Enter' },
            { value: 'ctrlEnter', label: 'Ctrl Enter' },
          ]}
        />
      </div>
      <div className="menu-row">
        <Button
          block
          icon={<LogoutOutlined />}
          onClick={() => {
            onDone()
            logout()
          }}
        >
          {t('shell.logout')}
        </Button>
      </div>
    </div>
  )
}
