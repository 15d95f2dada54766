/** 店铺头像: what stands for a shop in its widget while no agent is there. */

import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { AvatarEditor } from './AvatarEditor'
import { SettingsTitle } from './SettingsTitle'

export function ShopAvatars() {
  const { t } = useTranslation()
  const shops = useAgentState((state) => state.shops)
  return (
    <>
      <SettingsTitle name={t('settings.pages.shopAvatars')} note={t('avatar.shopNote')} />
      {shops.map(({ id, name }) => (
        <section key={id} className="settings-card">
          <h2 className="avatar-shop">{name}</h2>
          <AvatarEditor
            path={`/api/settings/avatar/${encodeURIComponent(id)}`}
            id={id}
            name={name}
          />
        </section>
      ))}
    </>
  )
}
