/** What a supervisor can do with a session of others. */

import { LoginOutlined, SwapOutlined, UserSwitchOutlined } from '@ant-design/icons'
import { Button, Popconfirm } from 'antd'
import type { SessionFacts } from '../../core/agent-state'
import { useActions } from '../actions'
import { useClient, useMay } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { openDialog, ui } from '../ui'
import { useBuyerName } from '../use-names'

/** On narrow screens only the icon is left. */
const named = (name: string) => ({ title: name, 'aria-label': name })

export function SupervisorActions({ view, block }: { view: SessionFacts; block?: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const attempt = useAttempt()
  const { select } = useActions()
  const name = useBuyerName()(view.contact)
  const oversees = useMay('session.take_over')
  if (!oversees) return null
  const session = view.id
  const enter = async (command: 'session.join' | 'session.take_over') => {
    if (!(await attempt(() => client.call(command, { session })))) return
    ui.dispatch({ page: 'reception', tab: 'open' })
    select(session)
  }
  const size = block ? 'middle' : 'small'
  return (
    <>
      {view.phase === 'open' && (
        <Button
          size={size}
          type={block ? 'primary' : 'default'}
          icon={<LoginOutlined />}
          {...named(t('watch.join'))}
          onClick={() => void enter('session.join')}
        >
          {t('watch.join')}
        </Button>
      )}
      <Popconfirm
        title={t('watch.takeOverAsk', { name })}
        okText={t('watch.takeOver')}
        onConfirm={() => void enter('session.take_over')}
      >
        <Button size={size} icon={<UserSwitchOutlined />} {...named(t('watch.takeOver'))}>
          {t('watch.takeOver')}
        </Button>
      </Popconfirm>
      <Button
        size={size}
        icon={<SwapOutlined />}
        {...named(t('watch.reassign'))}
        onClick={() => openDialog({ kind: 'reassign', session })}
      >
        {t('watch.reassign')}
      </Button>
    </>
  )
}
