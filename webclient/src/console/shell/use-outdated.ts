/** Whether the server has a newer console than this page: it may, whenever it has been away. */
import { useEffect, useState } from 'react'
import { isOutdated } from '../../core/outdated'
import { useAgentState } from '../desk'

/** What Vite tells the window when a part of the page cannot be loaded. */
const PART_FAILED = 'vite:preloadError'

export function useOutdated(): boolean {
  const connected = useAgentState((state) => state.connection.at === 'open')
  const [outdated, setOutdated] = useState(false)
  useEffect(() => {
    const look = () => void isOutdated().then((found) => found && setOutdated(true))
    if (connected) look()
    addEventListener(PART_FAILED, look)
    return () => removeEventListener(PART_FAILED, look)
  }, [connected])
  return outdated
}
