import { SmileOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { EMOJI } from './emoji'

export function EmojiButton({ onPick }: { onPick: (sign: string) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const pick = (sign: string) => {
    setOpen(false)
    onPick(sign)
  }
  const shelf = (
    <div className="emoji">
      {EMOJI.map((sign) => (
        <button key={sign} type="button" onClick={() => pick(sign)}>
          {sign}
        </button>
      ))}
    </div>
  )
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="topLeft"
      destroyOnHidden
      content={shelf}
    >
      <Button type="text" size="small" icon={<SmileOutlined />} aria-label={t('composer.emoji')} />
    </Popover>
  )
}
