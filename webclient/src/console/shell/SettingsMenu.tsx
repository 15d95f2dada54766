/** Language, appearance, the key that sends, and the way out. */
import { LogoutOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useMe } from '../desk'
import { useSetPresence } from '../presence'
import { affects, departureOf } from '../rows'
import { openDialog } from '../ui'
import { PreferenceRows } from './PreferenceRows'

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
  const logout = useLogout()
  return (
    <div>
      <PreferenceRows size="small" />
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
