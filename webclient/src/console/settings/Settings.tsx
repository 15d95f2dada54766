/** Settings: the second navigation, and the page that is chosen in it. */
import { Menu } from 'antd'
import { useMe } from '../desk'
import { useTranslation } from '../i18n/Words'
import { ui, useUi } from '../ui'
import { GROUPS, SETTINGS_PAGES, type SettingsPageKey } from './pages'

type Entry = (typeof SETTINGS_PAGES)[number] & { readonly may?: string }

/** The pages this account may see. */
function usePages(): readonly Entry[] {
  const { permissions } = useMe()
  const all: readonly Entry[] = SETTINGS_PAGES
  return all.filter(({ may }) => may === undefined || permissions.includes(may))
}

export function Settings() {
  const { t } = useTranslation()
  const pages = usePages()
  const { settingsPage } = useUi()
  const shown = pages.find((one) => one.key === settingsPage) ?? pages[0]
  const items = GROUPS.flatMap((group) => {
    const children = pages
      .filter((one) => one.group === group)
      .map(({ key }) => ({ key, label: t(`settings.pages.${key}`) }))
    const label = t(`settings.groups.${group}`)
    return children.length > 0 ? [{ type: 'group' as const, key: group, label, children }] : []
  })
  return (
    <div className="settings">
      <nav className="subnav" aria-label={t('shell.settings')}>
        <Menu
          mode="inline"
          inlineIndent={12}
          selectedKeys={shown ? [shown.key] : []}
          items={items}
          onSelect={({ key }) => ui.dispatch({ settingsPage: key as SettingsPageKey })}
        />
      </nav>
      <div className="settings-in">{shown && <shown.Page key={shown.key} />}</div>
    </div>
  )
}
