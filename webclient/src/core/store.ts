/** The one place where a client's state lives. */

export class Store<State, Action> {
  readonly #reduce: (state: State, action: Action) => State
  readonly #listeners = new Set<() => void>()
  #state: State

  constructor(reduce: (state: State, action: Action) => State, initial: State) {
    this.#reduce = reduce
    this.#state = initial
  }

  // Arrow functions, so that they can be handed to a view library as they are.
  readonly getState = (): State => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly dispatch = (action: Action): void => {
    const next = this.#reduce(this.#state, action)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }
}
