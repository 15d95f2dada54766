import { useWidget } from '../context'
import { faceOf } from '../face'
import type { Text } from '../text'
import type { View } from '../view'
import { Icon } from './Icon'
import { Menu } from './Menu'

interface Heading {
  readonly name: string
  /** Whose face stands beside it: one, of however many. */
  readonly face: string
  readonly note: string
  /** The dot is filled: somebody is there. */
  readonly here: boolean
}

const beforeTalk = (view: View, text: Text): Heading => {
  const state = view.availability?.state ?? 'mailbox'
  const note = { available: text.online, queue: text.allBusy, mailbox: text.nobody }[state]
  return { name: view.shopName, face: view.shopName, note, here: state !== 'mailbox' }
}

/** Who is there, in the words of the session's phase. */
export const headingOf = (view: View, text: Text): Heading => {
  const shop = { name: view.shopName, face: view.shopName }
  const [face] = view.agents
  const agents = face === undefined ? shop : { name: view.agents.join(text.and), face }
  if (!view.connected) return { ...agents, note: text.offline, here: false }
  switch (view.phase) {
    case 'open':
      return { ...agents, note: text.serving(view.shopName), here: true }
    case 'cached':
      return { ...agents, note: text.finishing, here: true }
    case 'queued':
      return { ...shop, note: text.allBusy, here: true }
    case 'mailbox':
      return { ...shop, note: text.left, here: false }
    case 'closed':
      return { ...agents, note: text.ended, here: false }
    case 'none':
      return beforeTalk(view, text)
  }
}

/** A picture lies over the letters, as long as there is one. */
export const Face = ({ name, small }: { name: string; small?: boolean }) => {
  const avatar = useWidget().view.avatars[name]
  const url = avatar && `/api/avatars/${avatar.picture}`
  return (
    <span class={small ? 'w-face is-small' : 'w-face'} aria-hidden="true">
      {faceOf(name)}
      {url && (
        <picture key={url}>
          <source media="(prefers-reduced-motion: reduce)" srcset={`${url}?view=still`} />
          <img
            src={url}
            alt=""
            onError={({ currentTarget }) => {
              currentTarget.hidden = true
            }}
          />
        </picture>
      )}
    </span>
  )
}

export const Header = () => {
  const { view, text, host, close, menuShown } = useWidget()
  const heading = headingOf(view, text)
  const known = view.shopName !== ''
  const note = view.screen === 'loading' ? text.connecting : ''
  return (
    <header class="w-head">
      {known && <Face name={heading.face} />}
      <div>
        <h1>{known ? heading.name : text.chat}</h1>
        <small>
          {known && <i class={heading.here ? 'w-dot' : 'w-dot is-off'} />}
          <span>{known ? heading.note : note}</span>
        </small>
      </div>
      <button
        type="button"
        class="w-icon"
        aria-label={text.menu}
        aria-haspopup="menu"
        aria-expanded={menuShown.value}
        onClick={() => {
          menuShown.value = !menuShown.value
        }}
      >
        <Icon name="more" />
      </button>
      {host.framed && (
        <button type="button" class="w-icon" aria-label={text.minimize} onClick={close}>
          <Icon name="min" />
        </button>
      )}
      {menuShown.value && <Menu />}
    </header>
  )
}
