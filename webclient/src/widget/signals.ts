/**
 * Values that tell when they change: what the widget needs of @preact/signals, by the same names. The
 * library is a fourteenth of all that the widget may weigh, this a fifth of the library.
 *
 * A change first marks whatever was computed of it. Only then are effects and parts asked: each holds
 * what it read against what stands there now, and goes on if that differs. So nobody ever meets a
 * value that was computed of some old and some new ones.
 */

import { type Component, options, type VNode } from 'preact'

export interface ReadonlySignal<Value> {
  /** Whoever reads it is told when it changes. */
  readonly value: Value
  /** Reads it without being told. */
  peek(): Value
}

export interface Signal<Value> extends ReadonlySignal<Value> {
  value: Value
}

interface Source {
  readonly readers: Set<Reader>
  peek(): unknown
}

interface Reader {
  /** What it read last, and what that was. */
  readonly seen: Map<Source, unknown>
  /** Something of it may have changed. */
  stale(): void
}

/** Who reads now. */
let reader: Reader | undefined
/** Who is asked once everything is marked; undefined while nothing changes. */
let waiting: Set<() => void> | undefined

const forget = (me: Reader): void => {
  for (const source of me.seen.keys()) source.readers.delete(me)
  me.seen.clear()
}

/** From here on it is `me` who reads, afresh. */
const begin = (me: Reader): void => {
  forget(me)
  reader = me
}

const readAs = <Result>(me: Reader, run: () => Result): Result => {
  const outer = reader
  begin(me)
  try {
    return run()
  } finally {
    reader = outer
  }
}

const hasChanged = ({ seen }: Reader): boolean => {
  for (const [source, value] of seen) if (source.peek() !== value) return true
  return false
}

const markReaders = ({ readers }: Source): void => {
  for (const one of readers) one.stale()
}

/**
 * Does something, then asks whoever it has reached; what changes meanwhile belongs to the same change.
 * Each is asked, whoever fails; the first failure is the caller's.
 */
const withReaders = (change: () => void): void => {
  if (waiting) {
    change()
    return
  }
  waiting = new Set([change])
  const failures: unknown[] = []
  // Whoever is added meanwhile is reached too.
  for (const run of waiting) {
    waiting.delete(run)
    try {
      run()
    } catch (error) {
      failures.push(error)
    }
  }
  waiting = undefined
  if (failures.length > 0) throw failures[0]
}

const createSource = <Value>(peek: () => Value, put?: (next: Value) => void): Signal<Value> => {
  const readers = new Set<Reader>()
  const source = {
    readers,
    peek,
    get value() {
      const me = reader
      if (!me) return peek()
      // Before it is known: whoever meets a failure here is told when that is over.
      readers.add(me)
      me.seen.set(source, me)
      const value = peek()
      me.seen.set(source, value)
      return value
    },
    set value(next) {
      if (next === peek()) return
      put?.(next)
      withReaders(() => markReaders(source))
    },
  }
  return source
}

export const signal = <Value>(now: Value): Signal<Value> =>
  createSource(
    () => now,
    (next) => {
      now = next
    },
  )

/** Computed when it is read, and anew only when something of it has changed, or if it failed. */
export const computed = <Value>(compute: () => Value): ReadonlySignal<Value> => {
  let marked = true
  let failed = true
  let known: Value
  const me: Reader = {
    seen: new Map(),
    stale() {
      if (marked) return
      marked = true
      markReaders(source)
    },
  }
  const source = createSource(() => {
    if (marked || failed) {
      marked = false
      if (failed || hasChanged(me)) {
        failed = true
        known = readAs(me, compute)
        failed = false
      }
    }
    return known
  }) as Signal<Value> & Source
  return source
}

const createWatcher = (run: () => void): Reader => {
  const ask = (): void => {
    if (hasChanged(me)) run()
  }
  const me: Reader = { seen: new Map(), stale: () => void waiting?.add(ask) }
  return me
}

/** Runs at once, and again when something of it has changed; `run` may return what undoes it. */
export const effect = (run: () => (() => void) | undefined): (() => void) => {
  let undo: (() => void) | undefined
  const go = (): void => {
    undo?.()
    undo = readAs(me, run)
  }
  const me = createWatcher(go)
  withReaders(go)
  return () => {
    forget(me)
    undo?.()
  }
}

/** A part as Preact keeps it. */
type Part = Component & {
  reader?: Reader
  /** What it made once, in the order in which it asks for it. */
  made?: unknown[]
}
/** With Preact's own names for "is drawn now" and for a node's part: its add-ons hang on them. */
type Drawing = typeof options & { __r?: (node: VNode) => void }
const partOf = (node: VNode): Part | null | undefined => (node as { __c?: Part | null }).__c

/** The part that is drawn now, and how much of what it made it has asked for. */
let drawn: Part
let asked = 0

/** What a part makes when it is first drawn and then keeps; asked for in the same order each time. */
export const useOnce = <Value>(make: () => Value): Value => {
  drawn.made ??= []
  const { made } = drawn
  const at = asked++
  made[at] ??= make()
  return made[at] as Value
}

/** A value of one part alone. */
export const useSignal = <Value>(initial: Value): Signal<Value> => useOnce(() => signal(initial))

/** Each part is drawn again when something of what it read has changed. */
const { __r: begins, diffed, unmount } = options as Drawing
Object.assign(options, {
  __r(node) {
    begins?.(node)
    const part = partOf(node) as Part
    drawn = part
    asked = 0
    part.reader ??= createWatcher(() => part.setState({}))
    begin(part.reader)
  },
  diffed(node) {
    reader = undefined
    diffed?.(node)
  },
  unmount(node) {
    const own = partOf(node)?.reader
    if (own) forget(own)
    unmount?.(node)
  },
} satisfies Drawing)
