/** Every key may be changed: press another one. Of this browser, kept in it. */
import { Button, Table } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from '../i18n/Words'
import { useKeysSet } from '../key-labels'
import {
  type ChangeableKey,
  DEFAULT_KEYS,
  KEY_NAMES,
  keyLabel,
  type Objection,
  objectionTo,
  strokeOf,
} from '../keys'
import { preferences } from '../preferences'
import { SettingsTitle } from './SettingsTitle'

export function Keys() {
  const { t } = useTranslation()
  const keys = useKeysSet()
  const changed = KEY_NAMES.some((name) => keys[name] !== DEFAULT_KEYS[name])
  return (
    <>
      <SettingsTitle name={t('settings.pages.keys')} note={t('settings.appearanceNote')}>
        <Button disabled={!changed} onClick={() => preferences.dispatch({ keys: {} })}>
          {t('keys.resetAll')}
        </Button>
      </SettingsTitle>
      <Table<{ name: ChangeableKey }>
        size="small"
        pagination={false}
        rowKey="name"
        dataSource={KEY_NAMES.map((name) => ({ name }))}
        columns={[
          { title: t('keys.does'), render: (_, { name }) => t(`keys.${name}`) },
          {
            title: t('keys.key'),
            width: 420,
            render: (_, { name }) => <Choice key={keys[name]} name={name} />,
          },
        ]}
      />
    </>
  )
}

function Choice({ name }: { name: ChangeableKey }) {
  const { t } = useTranslation()
  const keys = useKeysSet()
  const [asking, setAsking] = useState(false)
  const [objection, setObjection] = useState<Objection | null>(null)
  const set = (stroke: string) =>
    preferences.dispatch({ keys: { ...preferences.getState().keys, [name]: stroke } })
  const onKeyDown = (event: KeyboardEvent) => {
    if (!asking || event.key === 'Tab') return
    event.preventDefault()
    if (event.key === 'Escape') return setAsking(false)
    const stroke = strokeOf(event)
    const against = objectionTo(stroke, name, keys)
    if (against === 'incomplete') return
    setObjection(against)
    if (against === null) set(stroke)
  }
  const begin = () => {
    setObjection(null)
    setAsking(true)
  }
  return (
    <span className="key-choice">
      <Button
        size="small"
        aria-label={t('keys.change', { does: t(`keys.${name}`), key: keyLabel(keys[name]) })}
        onClick={begin}
        onKeyDown={onKeyDown}
        onBlur={() => setAsking(false)}
      >
        {asking ? t('keys.press') : <kbd>{keyLabel(keys[name])}</kbd>}
      </Button>
      {keys[name] !== DEFAULT_KEYS[name] && (
        <Button size="small" type="link" onClick={() => set(DEFAULT_KEYS[name])}>
          {t('keys.reset', { key: keyLabel(DEFAULT_KEYS[name]) })}
        </Button>
      )}
      {objection !== null && <small role="alert">{t(`keys.objection.${objection}`)}</small>}
    </span>
  )
}
