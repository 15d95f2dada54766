/** All keys on one sheet. */
import { Modal } from 'antd'
import { useTranslation } from '../i18n/Words'
import { useKeysSet } from '../key-labels'
import { KEY_NAMES, keyLabel } from '../keys'
import { useInstalled, usePreferences } from '../preferences'
import { closeDialog, ui } from '../ui'

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
  const set = useKeysSet()
  const installed = useInstalled()
  const changeable = KEY_NAMES.map((name) => [keyLabel(set[name]), `keys.${name}`] as const)
  const change = () => ui.dispatch({ dialog: null, page: 'settings', settingsPage: 'keys' })
  return (
    <Modal open width={560} title={t('keys.title')} footer={null} onCancel={closeDialog}>
      <dl className="keysheet">
        {[...sending[sendKey], ...changeable, ['?', 'keys.sheet'] as const].map(
          ([keys, meaning]) => (
            <div key={meaning}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="keysheet-foot">
        {installed ? t('keys.installed') : t('keys.inTab')}{' '}
        <button type="button" className="link" onClick={change}>
          {t('keys.changeThem')}
        </button>
      </p>
    </Modal>
  )
}
