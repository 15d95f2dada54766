/** 留言: what buyers left while nobody was there; answered by e-mail, or seen to otherwise. */
import { Segmented } from 'antd'
import { useState } from 'react'
import type { LeftMessagesView, LeftMessageView } from '../../protocol/generated'
import type { Loaded } from '../asking'
import { useTranslation } from '../i18n/Words'
import { LeftList } from './LeftList'
import { LeftMessage } from './LeftMessage'
import { type LeftTab, useLeft } from './use-left'

const rowsOf = (list: Loaded<LeftMessagesView>): readonly LeftMessageView[] =>
  list.state === 'here' ? list.value.left : []

export function Left() {
  const { t } = useTranslation()
  const { unhandled, handled, again, older } = useLeft()
  const [tab, setTab] = useState<LeftTab>('unhandled')
  const [selected, setSelected] = useState<string | null>(null)
  const lists = { unhandled, handled }
  const waiting = rowsOf(unhandled)
  const seenTo = rowsOf(handled)
  const isShown = (one: LeftMessageView) => one.session === selected
  const shown = waiting.find(isShown) ?? seenTo.find(isShown)
  const more = unhandled.state === 'here' && unhandled.value.more ? '+' : ''
  return (
    <div className={`left-page${shown ? ' has-shown' : ''}`}>
      <section className="left-list" aria-label={t('left.title')}>
        <div className="title">
          <h1>{t('left.title')}</h1>
          <Segmented<LeftTab>
            size="small"
            value={tab}
            onChange={setTab}
            options={[
              { value: 'unhandled', label: `${t('left.unhandled')} ${waiting.length}${more}` },
              { value: 'handled', label: t('left.handled') },
            ]}
          />
        </div>
        <LeftList
          tab={tab}
          list={lists[tab]}
          selected={selected}
          onSelect={setSelected}
          onAgain={again}
          onOlder={older}
        />
      </section>
      {shown ? (
        <LeftMessage
          key={shown.session}
          left={shown}
          isHandled={!waiting.includes(shown)}
          onBack={() => setSelected(null)}
        />
      ) : (
        <p className="left-none">{t('left.choose')}</p>
      )}
    </div>
  )
}
