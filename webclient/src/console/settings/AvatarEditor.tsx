/** A picture as it is, and what can be done with it: another one, or none. */
import { DeleteOutlined, PictureOutlined } from '@ant-design/icons'
import { Alert, App, Button, Popconfirm, Progress, Skeleton, Upload } from 'antd'
import { type CSSProperties, useState } from 'react'
import type { AvatarSetting } from '../../protocol/generated'
import { Avatar } from '../Avatar'
import { useLoaded } from '../asking'
import { CropDialog } from '../conversation/CropDialog'
import { type Rect, square } from '../conversation/capture'
import { PICTURES } from '../conversation/FileButtons'
import { useTranslation } from '../i18n/Words'
import { hueOf, markOf } from '../names'
import { type Chosen, drawn } from './chosen-picture'
import { useAvatarChange } from './use-avatar'

interface Props {
  path: string
  /** Whose: the letters and the colour that are shown without a picture. */
  id: string
  name: string
}

export function AvatarEditor({ path, id, name }: Props) {
  const { t } = useTranslation()
  const { loaded, put, again } = useLoaded<AvatarSetting>(path)
  if (loaded.state === 'loading') return <Skeleton active avatar paragraph={{ rows: 1 }} />
  if (loaded.state === 'failed')
    return (
      <Alert
        type="error"
        showIcon
        title={t('avatar.failed')}
        action={<Button onClick={again}>{t('common.retry')}</Button>}
      />
    )
  return (
    <div className="avatar-editor">
      <BigFace id={id} name={name} setting={loaded.value} />
      <Buttons path={path} setting={loaded.value} onSaved={put} onStale={again} />
    </div>
  )
}

function BigFace({ id, name, setting }: { id: string; name: string; setting: AvatarSetting }) {
  const { t } = useTranslation()
  const style = { '--hue': hueOf(id), '--size': '96px' } as CSSProperties
  const label = t(setting.avatar ? 'avatar.present' : 'avatar.none', { name })
  return (
    <span className="face is-agent" style={style} role="img" aria-label={label}>
      {markOf(name, true)}
      {setting.avatar && <Avatar avatar={setting.avatar} />}
    </span>
  )
}

interface ButtonsProps {
  path: string
  setting: AvatarSetting
  onSaved: (setting: AvatarSetting) => void
  onStale: () => void
}

function Buttons({ path, setting, onSaved, onStale }: ButtonsProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const { progress, set, remove } = useAvatarChange(path, setting.version, onSaved, onStale)
  const busy = progress !== null
  const choose = (file: File) => {
    drawn(file).then(setChosen, () => message.error(t('files.why.unreadable')))
    return false
  }
  const cut = (rect: Rect | null) => {
    setChosen(null)
    if (chosen && rect) void set(chosen, rect)
  }
  return (
    <div className="avatar-buttons">
      <div>
        <Upload accept={PICTURES} showUploadList={false} disabled={busy} beforeUpload={choose}>
          <Button icon={<PictureOutlined />} loading={busy}>
            {t('avatar.choose')}
          </Button>
        </Upload>
        {setting.avatar && (
          <Popconfirm
            title={t('avatar.removeQuestion')}
            okText={t('avatar.remove')}
            cancelText={t('common.cancel')}
            onConfirm={() => void remove()}
          >
            <Button icon={<DeleteOutlined />} disabled={busy}>
              {t('avatar.remove')}
            </Button>
          </Popconfirm>
        )}
      </div>
      {busy ? (
        <Progress percent={Math.round(progress)} size="small" aria-label={t('avatar.progress')} />
      ) : (
        <small>{t('avatar.formats')}</small>
      )}
      {chosen && <CropDialog shot={chosen.shot} shape={square} texts="avatarCrop" onDone={cut} />}
    </div>
  )
}
