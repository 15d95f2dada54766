/** The two functions that every JavaScript host has although the language does not. */
declare function setTimeout(run: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void
