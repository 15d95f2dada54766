/** A picture over the letters of a face, as long as it can be had. */
import { useState } from 'react'
import type { AvatarView } from '../protocol/generated'
import { avatarUrl, useAvatar } from './avatars'
import { useMotion, usePreferences } from './preferences'

export function Avatar({ avatar }: { avatar: AvatarView }) {
  const { movingAvatars } = usePreferences()
  const motion = useMotion()
  const [failed, setFailed] = useState('')
  const url = avatarUrl(avatar, !(movingAvatars && motion))
  return url === failed ? null : <img src={url} alt="" onError={() => setFailed(url)} />
}

export function AgentAvatar({ agent }: { agent: string }) {
  const avatar = useAvatar(agent)
  return avatar ? <Avatar avatar={avatar} /> : null
}
