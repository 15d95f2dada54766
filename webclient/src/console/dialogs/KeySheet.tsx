/** All keys on one sheet. */
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../preferences'
import { closeDialog } from '../ui'

const fixed = [
  ['Alt J', 'keys.mostUrgent'],
  ['Alt ↑ ↓', 'keys.neighbours'],
  ['Alt I', 'keys.internal'],
  ['Alt R', 'keys.transfer'],
  ['Alt M', 'keys.summary'],
  ['Alt W', 'keys.closeSession'],
  ['Alt Y', 'keys.accept'],
  ['Alt O', 'keys.details'],
  ['?', 'keys.sheet'],
] as const

const sending = {
  enter: [
    ['Enter', 'keys.send'],
    ['Ctrl Enter', 'keys.sendAndNext'],
    ['Shift Enter', 'keys.newLine'],
  ],
  ctrlEnter: [
    ['Ctrl Enter', 'keys.send'],
    ['Ctrl Shift Enter', 'keys.sendAndNext'],
    ['Enter', 'keys.newLine'],
  ],
} as const

export function KeySheet() {
  const { t } = useTranslation()
  const { sendKey } = usePreferences()
  return (
    <Modal open width={560} title={t('keys.title')} footer={null} onCancel={closeDialog}>
      <dl className="keysheet">
        {[...sending[sendKey], ...fixed].map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
