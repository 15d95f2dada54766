/** 我的头像: one's own picture, and whether those of others may move. */
import { Switch } from 'antd'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { preferences, useMotion, usePreferences } from '../preferences'
import { AvatarEditor } from './AvatarEditor'
import { SettingsTitle } from './SettingsTitle'

export function OwnAvatar() {
  const { t } = useTranslation()
  const me = useMe()
  const { movingAvatars } = usePreferences()
  const motion = useMotion()
  return (
    <>
      <SettingsTitle name={t('settings.pages.avatar')} note={t('avatar.ownNote')} />
      <div className="settings-card">
        <AvatarEditor path="/api/settings/avatar" id={me.agent} name={me.name} />
      </div>
      <div className="settings-card">
        <div className="menu-row">
          <span className="grow">
            {t('avatar.moving')}
            <small>{t(motion ? 'avatar.movingNote' : 'avatar.motionReduced')}</small>
          </span>
          <Switch
            checked={movingAvatars}
            aria-label={t('avatar.moving')}
            onChange={(on) => preferences.dispatch({ movingAvatars: on })}
          />
        </div>
      </div>
    </>
  )
}
