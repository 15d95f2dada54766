import { describe, expect, it } from 'vitest'
import { computed, effect, type Signal, signal } from './signals'

/** What an effect saw, one after the other. */
const watch = <Value>(read: () => Value): { seen: Value[]; stop: () => void } => {
  const seen: Value[] = []
  const stop = effect(() => {
    seen.push(read())
  })
  return { seen, stop }
}

/** A value, and an effect of it that fails when it is 2. */
const failingAtTwo = (): Signal<number> => {
  const count = signal(1)
  effect(() => {
    if (count.value === 2) throw new Error('two')
  })
  return count
}

describe('an effect', () => {
  it('runs at once, and again with each change', () => {
    const count = signal(1)
    const { seen } = watch(() => count.value)
    count.value = 2
    count.value = 2
    count.value = 3
    expect(seen).toEqual([1, 2, 3])
  })
  it('does not run for what it only peeked at', () => {
    const count = signal(1)
    const { seen } = watch(() => count.peek())
    count.value = 2
    expect(seen).toEqual([1])
  })
  it('does not run for what it no longer reads', () => {
    const [open, word] = [signal(true), signal('a')]
    const { seen } = watch(() => open.value && word.value)
    open.value = false
    word.value = 'b'
    expect(seen).toEqual(['a', false])
  })
  it('runs for what it reads since the last time', () => {
    const [open, word] = [signal(false), signal('a')]
    const { seen } = watch(() => open.value && word.value)
    open.value = true
    word.value = 'b'
    expect(seen).toEqual([false, 'a', 'b'])
  })
  it('is undone before it runs again, and when it is stopped', () => {
    const count = signal(1)
    const log: string[] = []
    const stop = effect(() => {
      const { value } = count
      log.push(`does ${value}`)
      return () => log.push(`undoes ${value}`)
    })
    count.value = 2
    stop()
    count.value = 3
    expect(log).toEqual(['does 1', 'undoes 1', 'does 2', 'undoes 2'])
  })
  it('may change what another one reads', () => {
    const [from, to] = [signal(1), signal(0)]
    const { seen } = watch(() => to.value)
    effect(() => {
      to.value = from.value * 10
    })
    from.value = 2
    expect(seen).toEqual([0, 10, 20])
  })
  it('that fails does not silence the others', () => {
    const count = failingAtTwo()
    const { seen } = watch(() => count.value)
    expect(() => {
      count.value = 2
    }).toThrow('two')
    count.value = 3
    expect(seen).toEqual([1, 2, 3])
  })
  it('that fails does not cut the others off from what was computed', () => {
    const count = failingAtTwo()
    const double = computed(() => count.value * 2)
    const { seen } = watch(() => double.value)
    expect(() => {
      count.value = 2
    }).toThrow('two')
    count.value = 3
    expect(seen).toEqual([2, 4, 6])
  })
  it('that changes what it reads is undone as often as it is done', () => {
    const count = signal(0)
    const log: string[] = []
    const stop = effect(() => {
      const { value } = count
      log.push(`does ${value}`)
      count.value = Math.min(value + 1, 2)
      return () => log.push(`undoes ${value}`)
    })
    stop()
    expect(log).toEqual(['does 0', 'undoes 0', 'does 1', 'undoes 1', 'does 2', 'undoes 2'])
  })
})

describe('a computed value', () => {
  it('is computed when it is read, once for each change', () => {
    const count = signal(1)
    let times = 0
    const double = computed(() => {
      times += 1
      return count.value * 2
    })
    expect(times).toBe(0)
    expect([double.value, double.value, times]).toEqual([2, 2, 1])
    count.value = 2
    count.value = 3
    expect([double.value, times]).toEqual([6, 2])
  })
  it('that stays the same wakes nobody', () => {
    const count = signal(1)
    const odd = computed(() => count.value % 2 === 1)
    const { seen } = watch(() => odd.value)
    count.value = 3
    count.value = 4
    expect(seen).toEqual([true, false])
  })
  it('of a computed value follows', () => {
    const count = signal(1)
    const double = computed(() => count.value * 2)
    const words = computed(() => `${double.value}!`)
    const { seen } = watch(() => words.value)
    count.value = 2
    expect(seen).toEqual(['2!', '4!'])
  })
  it('never stands beside another state of what it was computed of', () => {
    const count = signal(1)
    const double = computed(() => count.value * 2)
    const { seen } = watch(() => [count.value, double.value])
    count.value = 2
    expect(seen).toEqual([
      [1, 2],
      [2, 4],
    ])
  })
  it('that fails does so for each who reads it, who are told when it no longer does', () => {
    const count = signal(1)
    const odd = computed(() => {
      if (count.value === 2) throw new Error('two')
      return count.value
    })
    const { seen } = watch(() => odd.value)
    expect(() => {
      count.value = 2
    }).toThrow('two')
    expect(() => odd.value).toThrow('two')
    expect(() => watch(() => seen.push(odd.value * 10))).toThrow('two')
    count.value = 3
    expect(seen).toEqual([1, 3, 30])
  })
})
