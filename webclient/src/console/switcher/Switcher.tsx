/** Ctrl K: a few letters of a name lead to a session, a contact or whatever can be done. */
import { SearchOutlined } from '@ant-design/icons'
import { Input, type InputRef, Modal } from 'antd'
import { Fragment, type KeyboardEvent, useEffect, useState } from 'react'
import { useFirstFocus } from '../dialogs/use-first-focus'
import { useTranslation } from '../i18n/Words'
import { usePinyin } from '../phrases/pinyin'
import { closeDialog } from '../ui'
import { type Entry, GROUPS, useEntries } from './entries'
import { matches } from './match'

/** Of each group, so that the others stay in sight. */
const SHOWN_MAX = 8
const idOf = (entry: Entry): string => `switcher/${entry.group}/${entry.id}`

export function Switcher() {
  const { t } = useTranslation()
  const { field, afterOpenChange } = useFirstFocus<InputRef>()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const shown = useShown(query)
  const chosen = shown[Math.min(at, shown.length - 1)]
  useEffect(() => {
    if (chosen) document.getElementById(idOf(chosen))?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const go = (entry: Entry) => {
    closeDialog()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && shown.length > 0)
      setAt((Math.min(at, shown.length - 1) + step + shown.length) % shown.length)
    else if (event.key === 'Enter' && chosen) go(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      width={520}
      closable={false}
      footer={null}
      style={{ top: 92 }}
      title={<span className="unseen">{t('switcher.title')}</span>}
      classNames={{ container: 'switcher' }}
      onCancel={closeDialog}
      afterOpenChange={afterOpenChange}
    >
      <Input
        ref={field}
        variant="borderless"
        size="large"
        prefix={<SearchOutlined />}
        value={query}
        placeholder={t('switcher.placeholder')}
        role="combobox"
        aria-label={t('switcher.title')}
        aria-expanded={shown.length > 0}
        aria-controls="switcher"
        {...(chosen && { 'aria-activedescendant': idOf(chosen) })}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="switcher" className="switcher-list" role="listbox" aria-label={t('switcher.title')}>
        {shown.map((entry, index) => (
          <Fragment key={idOf(entry)}>
            {shown[index - 1]?.group !== entry.group && (
              <div className="switcher-group" role="presentation">
                {t(`switcher.${entry.group}`)}
              </div>
            )}
            <Option entry={entry} on={entry === chosen} onGo={go} />
          </Fragment>
        ))}
      </div>
      {shown.length === 0 && (
        <p className="why-line" role="status">
          {t('switcher.nothing')}
        </p>
      )}
    </Modal>
  )
}

/** What is found, group by group. */
function useShown(query: string): readonly Entry[] {
  const entries = useEntries()
  const read = usePinyin(query)
  const found = entries.filter((entry) => matches(entry.name, query, read))
  return GROUPS.flatMap((group) =>
    found.filter((entry) => entry.group === group).slice(0, SHOWN_MAX),
  )
}

interface OptionProps {
  entry: Entry
  on: boolean
  onGo: (entry: Entry) => void
}

/** The field keeps the focus; its keys choose. */
function Option({ entry, on, onGo }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys
    <div
      id={idOf(entry)}
      role="option"
      tabIndex={-1}
      aria-selected={on}
      className={on ? 'is-on' : ''}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onGo(entry)}
    >
      <span className="switcher-icon">{entry.icon}</span>
      <b>{entry.name}</b>
      <span className="last">{entry.hint}</span>
      {entry.keys !== undefined && <kbd>{entry.keys}</kbd>}
    </div>
  )
}
