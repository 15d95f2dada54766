/** Buttons for the columns beside the conversation: folded away, or over it as drawers. */
import { LayoutOutlined, MenuOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useTranslation } from '../i18n/Words'
import { useKeyLabel } from '../key-labels'
import { preferences, useFolded, usePreferences } from '../preferences'
import { ui, useUi } from '../ui'

/** Shows or hides the details, wherever they have their place. */
export function toggleDetails(folded: boolean): void {
  const { drawer } = ui.getState()
  if (folded) ui.dispatch({ drawer: drawer === 'details' ? null : 'details' })
  else preferences.dispatch({ detailsShown: !preferences.getState().detailsShown })
}

export function DetailsToggle() {
  const { t } = useTranslation()
  const { detailsShown } = usePreferences()
  const folded = useFolded().details
  const { drawer } = useUi()
  const keys = useKeyLabel('details')
  return (
    <Tooltip title={`${t('header.details')}  ${keys}`}>
      <Button
        type="text"
        size="small"
        icon={<LayoutOutlined />}
        aria-label={t('header.details')}
        aria-pressed={folded ? drawer === 'details' : detailsShown}
        onClick={() => toggleDetails(folded)}
      />
    </Tooltip>
  )
}

/** Only where the list has no place of its own. */
export function ListToggle() {
  const { t } = useTranslation()
  const folded = useFolded().list
  if (!folded) return null
  return (
    <Button
      type="text"
      size="small"
      icon={<MenuOutlined />}
      aria-label={t('list.label')}
      onClick={() => ui.dispatch({ drawer: 'list' })}
    />
  )
}
