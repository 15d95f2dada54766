/** The keys as this agent has them, and how they are written on the screen. */
import { useMemo } from 'react'
import { type ChangeableKey, DEFAULT_KEYS, type Keys, keyLabel } from './keys'
import { usePreferences } from './preferences'

export function useKeysSet(): Keys {
  const { keys } = usePreferences()
  return useMemo(() => ({ ...DEFAULT_KEYS, ...keys }), [keys])
}

export const useKeyLabel = (name: ChangeableKey): string => keyLabel(useKeysSet()[name])
