import { useWidget } from '../context'
import { Icon } from './Icon'

/** The server said no, and will go on saying so. */
export const Stopped = () => {
  const { view } = useWidget()
  const say = useWidget().text
  const [head, more] = {
    blocked: [say.blockedHead, say.blocked],
    not_authorised: [say.signIn, say.signInMore],
    busy: [say.full, say.fullMore],
  }[view.stopped ?? ''] ?? [say.gone, say.goneMore]
  return (
    <div class="w-plain" role="alert">
      <Icon name="stop" size={32} />
      <b>{head}</b>
      <p>{more}</p>
    </div>
  )
}

/** Takes the composer's place. */
export const BlockedFoot = () => {
  const { text } = useWidget()
  return (
    <footer class="w-foot">
      <div role="alert">
        <b>{text.blockedHead}</b>
        <p>
          <small>{text.blocked}</small>
        </p>
      </div>
    </footer>
  )
}
