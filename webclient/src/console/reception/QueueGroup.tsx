/** The waiting queue: its first entries, why each waits, and taking one. */
import { Button, Popover } from 'antd'
import type { QueueEntry } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState } from '../desk'
import { useTranslation } from '../i18n/Words'
import { ShopMark, WaitTimer } from '../marks'
import { useBuyerName } from '../use-names'
import { Group } from './Group'
import { Why } from './Why'

export function QueueGroup() {
  const { t } = useTranslation()
  const { waiting, entries } = useAgentState((state) => state.queue)
  return (
    <Group title={t('list.queue')} count={waiting} hint={t('list.queueHintAll')}>
      {waiting === 0 ? (
        <p>{t('list.queueEmpty')}</p>
      ) : (
        <ul>
          {entries.map((entry) => (
            <li key={entry.session}>
              <QueueRow entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {waiting > entries.length && (
        <p>{t('list.queueMore', { count: waiting - entries.length })}</p>
      )}
    </Group>
  )
}

function QueueRow({ entry }: { entry: QueueEntry }) {
  const { t } = useTranslation()
  const { claim } = useActions()
  const name = useBuyerName()({ id: entry.contact, name: entry.name })
  const take = () => void claim(entry.session)
  const why = (
    <Why session={entry.session} priority={entry.priority}>
      <Button size="small" onClick={take}>
        {t('why.takeNow')}
        <kbd>Enter</kbd>
      </Button>
    </Why>
  )
  return (
    <Popover
      placement="right"
      trigger={['hover', 'focus']}
      mouseEnterDelay={0.3}
      content={why}
      destroyOnHidden
    >
      <button
        type="button"
        className="slim"
        onDoubleClick={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      >
        <span className="pos">{entry.position}</span>
        <b>{name}</b>
        <ShopMark shop={entry.shop} />
        <EntryMarks entry={entry} />
        <span className="grow" />
        <WaitTimer since={entry.arrived_ms} bare />
      </button>
    </Popover>
  )
}

/** What makes an entry other than the rest. */
export function EntryMarks({ entry }: { entry: QueueEntry }) {
  const { t } = useTranslation()
  return (
    <>
      {entry.priority > 0 && <span className="prio">{t('list.priority')}</span>}
      {entry.private && <span className="prio">{t('list.private')}</span>}
    </>
  )
}
