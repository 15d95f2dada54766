/** What a session was about: a category of the merchant's, and a note. */
import { Alert, AutoComplete, Button, Form, Input, Modal, type RefSelectProps, Select } from 'antd'
import type { DefaultOptionType } from 'antd/es/select'
import { type Ref, useRef } from 'react'
import { isMember } from '../../core/agent-state'
import { LIMITS, type SessionView } from '../../protocol/generated'
import { useActions } from '../actions'
import { useAgentState, useClient, useMe } from '../desk'
import { useAttempt } from '../failures'
import { useTranslation } from '../i18n/Words'
import { closeDialog } from '../ui'
import { useBuyerName } from '../use-names'
import { useFirstFocus } from './use-first-focus'

interface Fields {
  category: string
  note: string
}

interface Props {
  view: SessionView
  /** It was asked for by closing. */
  closing: boolean
}

export function SummaryDialog({ view, closing }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useClient()
  const attempt = useAttempt()
  const { askClose } = useActions()
  const [form] = Form.useForm<Fields>()
  const name = useBuyerName()(view.contact)
  const closable = isMember(view, me.agent) && view.phase === 'open'
  const { field, afterOpenChange } = useFirstFocus<RefSelectProps>()
  // Which button sends the form: both need it to be valid, and the form says what is missing.
  const thenClose = useRef(false)
  const submit = (close: boolean) => {
    thenClose.current = close
    form.submit()
  }
  const save = async ({ category, note }: Fields) => {
    const summary = { session: view.id, category: category.trim(), note: note.trim() }
    if (!(await attempt(() => client.call('session.summarize', summary)))) return
    closeDialog()
    if (thenClose.current) askClose(view.id, true)
  }
  return (
    <Modal
      open
      width={440}
      title={t('summary.title', { name })}
      afterOpenChange={afterOpenChange}
      onCancel={closeDialog}
      footer={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          {closable && (
            <Button type={closing ? 'primary' : 'default'} onClick={() => submit(true)}>
              {t('summary.saveAndClose')}
            </Button>
          )}
          <Button type={closing ? 'default' : 'primary'} onClick={() => submit(false)}>
            {t('summary.save')}
          </Button>
        </>
      }
    >
      {closing && <Alert type="info" showIcon title={t('summary.required')} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) => void save(fields)}
        initialValues={{ category: view.summary?.category, note: view.summary?.note ?? '' }}
      >
        <CategoryField field={field} />
        <Form.Item name="note" label={t('summary.note')}>
          <Input.TextArea rows={4} maxLength={LIMITS.NOTE_MAX} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** The merchant's list; without one the agent's own word. */
function CategoryField({ field }: { field: Ref<RefSelectProps> }) {
  const { t } = useTranslation()
  const categories = useAgentState((state) => state.settings?.categories) ?? []
  const groups = useAgentState((state) => state.settings?.summary_groups) ?? []
  const options = groups.flatMap(({ name, types }): DefaultOptionType[] => {
    const own = types.map((value) => ({ value, label: value }))
    return name ? [{ label: name, title: name, options: own }] : own
  })
  const free = categories.length === 0
  const rules = [
    { required: true, whitespace: true, message: t('summary.missing') },
    { max: LIMITS.CATEGORY_MAX },
  ]
  return (
    <Form.Item
      name="category"
      label={t('summary.category')}
      rules={rules}
      extra={free ? t('summary.noCategories') : undefined}
    >
      {free ? (
        <AutoComplete ref={field} options={[]} />
      ) : (
        <Select ref={field} options={options} showSearch />
      )}
    </Form.Item>
  )
}
