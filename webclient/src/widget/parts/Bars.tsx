import { useWidget } from '../context'
import { Icon } from './Icon'

/** The connection is lost: nothing else is. */
export const OfflineBar = () => {
  const { view, text, retry } = useWidget()
  return (
    <div role="status">
      {!view.connected && (
        <div class="w-bar">
          <Icon name="link" size={16} />
          <span>{text.reconnecting}</span>
          <button type="button" class="w-link" onClick={retry}>
            {text.retry}
          </button>
        </div>
      )}
    </div>
  )
}
