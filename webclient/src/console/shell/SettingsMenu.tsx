/** Language, appearance, the key that sends, and the way out. */
import { LogoutOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { useLogOut } from '../presence'
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

function Choices({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const logOut = useLogOut()
  return (
    <div>
      <PreferenceRows size="small" />
      <div className="menu-row">
        <Button
          block
          icon={<LogoutOutlined />}
          onClick={() => {
            onDone()
            logOut.choose()
          }}
        >
          {t('shell.logout')}
        </Button>
      </div>
    </div>
  )
}
