import { InboxOutlined } from '@ant-design/icons'
import { useTranslation } from '../i18n/Words'

/** Lies over the conversation while files are dragged across it. */
export function DropHere({ name, internal }: { name: string; internal: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="drop-here" role="status">
      <InboxOutlined />
      <b>{internal ? t('files.dropInternal') : t('files.drop', { name })}</b>
      <span>{t('files.dropNote')}</span>
    </div>
  )
}
