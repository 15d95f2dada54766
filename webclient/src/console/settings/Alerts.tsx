/** What tells of itself by a sound or by the desktop. Of this browser, kept in it. */
import { Alert, Switch, Table } from 'antd'
import { useState } from 'react'
import { ALERTS, type AlertChoice, type AlertKind } from '../alerts/choices'
import { play } from '../alerts/sound'
import { useTranslation } from '../i18n/Words'
import { preferences, usePreferences } from '../preferences'
import { SettingsTitle } from './SettingsTitle'

type Way = keyof AlertChoice

function set(kind: AlertKind, way: Way, on: boolean): void {
  const { alerts } = preferences.getState()
  preferences.dispatch({ alerts: { ...alerts, [kind]: { ...alerts[kind], [way]: on } } })
}

const hasNotifications = (): boolean => 'Notification' in window

export function Alerts() {
  const { t } = useTranslation()
  const { alerts } = usePreferences()
  const [refused, setRefused] = useState(
    () => hasNotifications() && Notification.permission === 'denied',
  )
  const change = async (kind: AlertKind, way: Way, on: boolean) => {
    if (way === 'desktop' && on) {
      const leave = await Notification.requestPermission()
      setRefused(leave === 'denied')
      if (leave !== 'granted') return
    }
    if (way === 'sound' && on) play(kind)
    set(kind, way, on)
  }
  const column = (way: Way) => ({
    title: t(`alerts.${way}`),
    width: 180,
    render: (_: unknown, { kind }: { kind: AlertKind }) => (
      <Switch
        size="small"
        checked={alerts[kind][way]}
        disabled={way === 'desktop' && !hasNotifications()}
        aria-label={`${t(`alerts.kinds.${kind}`)}: ${t(`alerts.${way}`)}`}
        onChange={(on) => void change(kind, way, on)}
      />
    ),
  })
  return (
    <>
      <SettingsTitle name={t('settings.pages.alerts')} note={t('settings.appearanceNote')} />
      {refused && <Alert type="warning" showIcon title={t('alerts.refused')} />}
      <Table<{ kind: AlertKind }>
        size="small"
        pagination={false}
        rowKey="kind"
        dataSource={ALERTS.map((kind) => ({ kind }))}
        columns={[
          { title: t('alerts.event'), render: (_, { kind }) => t(`alerts.kinds.${kind}`) },
          column('sound'),
          column('desktop'),
        ]}
      />
      <p className="settings-note">{t('alerts.note')}</p>
    </>
  )
}
