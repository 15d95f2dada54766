/** The waiting queue in full: why each waits, taking one, and for supervisors assigning one. */
import { Button, Popover, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { QueueEntry } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useMay } from '../desk'
import { Colleagues } from '../dialogs/Colleagues'
import { useReassign } from '../dialogs/ReassignDialog'
import { useTranslation } from '../i18n/Words'
import { ShopMark, WaitTimer } from '../marks'
import { EntryMarks } from '../reception/QueueGroup'
import { Why } from '../reception/Why'
import { useBuyerName } from '../use-names'

export function QueueTable() {
  const { t } = useTranslation()
  const { waiting, entries } = useAgentState((state) => state.queue)
  const columns: TableColumnsType<QueueEntry> = [
    { width: 40, render: (_, entry) => <span className="pos">{entry.position}</span> },
    { width: 220, render: (_, entry) => <Who entry={entry} /> },
    { width: 90, render: (_, entry) => <WaitTimer since={entry.arrived_ms} /> },
    { render: (_, entry) => <Reasons entry={entry} /> },
    { width: 150, align: 'right', render: (_, entry) => <EntryActions entry={entry} /> },
  ]
  return (
    <>
      <div className="title is-sub">
        <h2>
          {t('team.queue')} <b>{waiting}</b>
        </h2>
        <small>{t('team.queueHint')}</small>
      </div>
      {waiting === 0 ? (
        <small>{t('team.queueEmpty')}</small>
      ) : (
        <Table<QueueEntry>
          size="small"
          rowKey="session"
          pagination={false}
          showHeader={false}
          dataSource={[...entries]}
          columns={columns}
        />
      )}
      {waiting > entries.length && (
        <small>{t('list.queueMore', { count: waiting - entries.length })}</small>
      )}
    </>
  )
}

function Who({ entry }: { entry: QueueEntry }) {
  const name = useBuyerName()({ id: entry.contact, name: entry.name })
  return (
    <span className="cell">
      <b>{name}</b>
      <ShopMark shop={entry.shop} />
      <EntryMarks entry={entry} />
    </span>
  )
}

/** The counts at a glance; agent by agent on demand. */
function Reasons({ entry }: { entry: QueueEntry }) {
  const { t } = useTranslation()
  const counts = entry.why.map(({ verdict, agents }) =>
    t('team.reasonCount', { reason: t(`team.reasons.${verdict}`), count: agents }),
  )
  return (
    <span className="cell">
      <small>{counts.join(t('common.listSeparator'))}</small>
      <Popover
        trigger="click"
        destroyOnHidden
        placement="right"
        content={<Why session={entry.session} priority={entry.priority} />}
      >
        <Button type="link" size="small">
          {t('why.waitingButton')}
        </Button>
      </Popover>
    </span>
  )
}

function EntryActions({ entry }: { entry: QueueEntry }) {
  const { t } = useTranslation()
  const { claim } = useActions()
  const may = useMay('session.reassign')
  return (
    <>
      {may && <Assign session={entry.session} />}
      <Button size="small" type="link" onClick={() => void claim(entry.session)}>
        {t('team.take')}
      </Button>
    </>
  )
}

function Assign({ session }: { session: string }) {
  const { t } = useTranslation()
  const assign = useReassign()
  const [open, setOpen] = useState(false)
  const pick = async (agent: string) => {
    if (await assign(session, agent)) setOpen(false)
  }
  const list = (
    <div className="assign">
      <Colleagues
        value={null}
        onChange={(agent) => void pick(agent)}
        exclude={() => null}
        connectedOnly
        includeMe
      />
    </div>
  )
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="leftTop"
      destroyOnHidden
      content={list}
    >
      <Button size="small" type="link">
        {t('team.assign')}
      </Button>
    </Popover>
  )
}
