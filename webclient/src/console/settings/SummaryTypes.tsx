/** 咨询类型: what summaries may say a session was about, in groups. In force at once. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Alert, App, Button, Input, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { CommandFailed } from '../../core/requests'
import { LIMITS, type SummaryGroup, type SummaryTypesView } from '../../protocol/generated'
import { useAsk, useLoaded } from '../asking'
import { useReason } from '../failures'
import { useTranslation } from '../i18n/Words'
import { SettingsTitle } from './SettingsTitle'

const PATH = '/api/settings/summary-types'

export function SummaryTypes() {
  const { t } = useTranslation()
  const { loaded, put, again } = useLoaded<SummaryTypesView>(PATH)
  if (loaded.state === 'here')
    return <Editor key={loaded.value.version} view={loaded.value} onChange={put} onStale={again} />
  return (
    <>
      <SettingsTitle name={t('settings.pages.summaryTypes')} note={t('summaryTypes.note')} />
      {loaded.state === 'loading' && <Skeleton active paragraph={{ rows: 4 }} title={false} />}
      {loaded.state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('summaryTypes.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
    </>
  )
}

interface EditorProps {
  view: SummaryTypesView
  onChange: (view: SummaryTypesView) => void
  onStale: () => void
}

interface Row extends SummaryGroup {
  readonly key: number
}

const twice = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) < index)

function Editor({ view, onChange, onStale }: EditorProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const ask = useAsk()
  const reason = useReason()
  const [rows, setRows] = useState<readonly Row[]>(() =>
    view.groups.map((group, key) => ({ ...group, key })),
  )
  const [saving, setSaving] = useState(false)
  const types = rows.flatMap((row) => row.types)
  const groups = rows.map(({ name, types }) => ({ name: name.trim(), types }))
  const objection = useObjection(groups)
  const changed = JSON.stringify(groups) !== JSON.stringify(view.groups)
  const change = (key: number, patch: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))
  const add = () => {
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1
    setRows([...rows, { key, name: '', types: [] }])
  }
  const save = async () => {
    setSaving(true)
    try {
      onChange(await ask<SummaryTypesView>('PUT', PATH, { version: view.version, groups }))
      message.success(t('summaryTypes.saved'))
    } catch (error) {
      const stale = error instanceof CommandFailed && error.code === 'stale_view'
      if (stale) onStale()
      message.error(stale ? t('summaryTypes.stale') : t('error.failed', { reason: reason(error) }))
      setSaving(false)
    }
  }
  return (
    <>
      <SettingsTitle name={t('settings.pages.summaryTypes')} note={t('summaryTypes.note')}>
        <small>{t('summaryTypes.count', { count: types.length })}</small>
        <Button icon={<PlusOutlined />} onClick={add}>
          {t('summaryTypes.addGroup')}
        </Button>
        <Button
          type="primary"
          disabled={!changed || objection !== null}
          loading={saving}
          onClick={() => void save()}
        >
          {t('summaryTypes.save')}
        </Button>
      </SettingsTitle>
      {objection && <Alert type="warning" showIcon title={objection} />}
      {rows.length === 0 && <p className="settings-note">{t('summaryTypes.empty')}</p>}
      {rows.map((row) => (
        <div key={row.key} className="type-group">
          <Input
            value={row.name}
            maxLength={LIMITS.CATEGORY_MAX}
            placeholder={t('summaryTypes.groupName')}
            aria-label={t('summaryTypes.groupName')}
            onChange={(event) => change(row.key, { name: event.target.value })}
          />
          <Select<string[]>
            mode="tags"
            open={false}
            suffixIcon={null}
            value={[...row.types]}
            placeholder={t('summaryTypes.types')}
            aria-label={t('summaryTypes.types')}
            tokenSeparators={[',', '，', ';', '；', '\n']}
            onChange={(typed) =>
              change(row.key, { types: typed.map((one) => one.trim()).filter(Boolean) })
            }
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('summaryTypes.removeGroup', { name: row.name })}
            onClick={() => setRows(rows.filter((other) => other.key !== row.key))}
          />
        </div>
      ))}
    </>
  )
}

/** Why they cannot be saved as they are, in words. */
function useObjection(groups: readonly SummaryGroup[]): string | null {
  const { t } = useTranslation()
  const types = groups.flatMap((group) => group.types)
  const long = types.find((name) => name.length > LIMITS.CATEGORY_MAX)
  if (long !== undefined) return t('summaryTypes.tooLong', { name: long })
  const double = twice(types) ?? twice(groups.map((group) => group.name))
  if (double !== undefined) return t('summaryTypes.twice', { name: double })
  return types.length > LIMITS.SUMMARY_TYPES_MAX ? t('summaryTypes.tooMany') : null
}
