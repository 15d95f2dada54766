/** 黑名单: who is blocked, by whom, when and why; and letting them write again. */
import { Alert, Button, Popconfirm, Table } from 'antd'
import { useState } from 'react'
import { shortTimeText } from '../../core/time'
import type { BlacklistView, BlockedView } from '../../protocol/generated'
import { useAsk, useLoaded } from '../asking'
import { useClient } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { usePreferences } from '../preferences'
import { useAgentName, useBuyerName } from '../use-names'
import { SettingsTitle } from './SettingsTitle'

const PATH = '/api/blacklist'

export function Blacklist() {
  const { t } = useTranslation()
  const { locale } = usePreferences()
  const client = useClient()
  const ask = useAsk()
  const attempt = useAttempt()
  const agentName = useAgentName()
  const buyerName = useBuyerName()
  const { loaded, put, again } = useLoaded<BlacklistView>(PATH)
  const [busy, setBusy] = useState(false)
  const view = loaded.state === 'here' ? loaded.value : { contacts: [], more: false }
  const nameOf = ({ contact, name }: BlockedView) => buyerName({ id: contact, name })
  const lift = async (one: BlockedView) => {
    const { contact } = one
    if (!(await attempt(() => client.call('contact.unblock', { contact })))) return
    put({ ...view, contacts: view.contacts.filter((other) => other.contact !== contact) })
  }
  const older = async () => {
    setBusy(true)
    const before = view.contacts.at(-1)?.at_ms ?? 0
    await attempt(async () => {
      const page = await ask<BlacklistView>('GET', `${PATH}?before_ms=${before}`)
      put({ contacts: [...view.contacts, ...page.contacts], more: page.more })
    })
    setBusy(false)
  }
  return (
    <>
      <SettingsTitle name={t('settings.pages.blacklist')} note={t('blacklist.note')} />
      {loaded.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('blacklist.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
      <Table<BlockedView>
        size="small"
        rowKey="contact"
        pagination={false}
        loading={loaded.state === 'loading'}
        dataSource={[...view.contacts]}
        locale={{ emptyText: t('blacklist.empty') }}
        columns={[
          { title: t('blacklist.buyer'), render: (_, one) => <b>{nameOf(one)}</b> },
          { title: t('blacklist.reason'), dataIndex: 'reason' },
          { title: t('blacklist.by'), render: (_, { agent }) => agentName(agent) },
          {
            title: t('blacklist.when'),
            render: (_, { at_ms }) => shortTimeText(at_ms, Date.now(), locale),
          },
          {
            key: 'lift',
            align: 'end',
            render: (_, one) => (
              <Popconfirm
                title={t('blacklist.liftAsk', { name: nameOf(one) })}
                okText={t('blacklist.lift')}
                cancelText={t('common.cancel')}
                onConfirm={() => lift(one)}
              >
                <Button size="small" aria-label={t('blacklist.liftOf', { name: nameOf(one) })}>
                  {t('blacklist.lift')}
                </Button>
              </Popconfirm>
            ),
          },
        ]}
      />
      {view.more && (
        <Button type="link" loading={busy} onClick={() => void older()}>
          {t('blacklist.more')}
        </Button>
      )}
    </>
  )
}
