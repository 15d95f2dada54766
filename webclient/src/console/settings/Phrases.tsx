/** 常用语: everybody's book and one's own; written, arranged, and exchanged as files. */
import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import type { PhraseView } from '../../protocol/generated'
import { useMay } from '../desk'
import { useTranslation } from '../i18n/Words'
import { type Book, usePhrases } from '../phrases/books'
import { PhraseDialog } from './PhraseDialog'
import { PhraseFiles } from './PhraseFiles'
import { PhraseList } from './PhraseList'
import { SettingsTitle } from './SettingsTitle'

export function Phrases() {
  const { t } = useTranslation()
  const maySetShared = useMay('phrases.set_shared')
  const [book, setBook] = useState<Book>('shared')
  const [edited, setEdited] = useState<PhraseView | 'new' | null>(null)
  const { phrases, state, again } = usePhrases()
  const view = phrases?.[book]
  const may = book === 'own' || maySetShared
  const count = view && t('phrases.count', { count: view.phrases.length, max: view.phrases_max })
  return (
    <>
      <SettingsTitle
        name={t('settings.pages.phrases')}
        note={t(book === 'own' ? 'phrases.ownNote' : 'phrases.note')}
      >
        <small>{count}</small>
        {view && <PhraseFiles book={book} view={view} may={may} />}
        {may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {t('phrases.new')}
          </Button>
        )}
      </SettingsTitle>
      <Segmented<Book>
        value={book}
        onChange={setBook}
        options={[
          { value: 'shared', label: t('phrases.shared') },
          { value: 'own', label: t('phrases.own') },
        ]}
      />
      {state === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t('phrases.failed')}
          action={<Button onClick={again}>{t('common.retry')}</Button>}
        />
      )}
      {state === 'loading' && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {phrases && view && (
        <PhraseList
          key={book}
          book={book}
          view={view}
          pins={phrases.pins}
          may={may}
          onEdit={setEdited}
          onStale={again}
        />
      )}
      {view && edited !== null && (
        <PhraseDialog
          book={book}
          view={view}
          phrase={edited === 'new' ? null : edited}
          onStale={again}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}
