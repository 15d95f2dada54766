import { createCache } from '@ant-design/cssinjs'

/**
 * Ant Design forgets the styles of a component with the last one that is shown, and works them out
 * anew with the next: for each conversation that takes another's place. Here they stay.
 */
export function createStyleCache() {
  const cache = createCache()
  const update = cache.opUpdate.bind(cache)
  cache.opUpdate = (path, change) => update(path, (held) => change(held) ?? held ?? null)
  return cache
}
