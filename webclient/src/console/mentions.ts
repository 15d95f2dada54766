/** `@Name` of a colleague in an internal message. Pure. */
import type { AgentView } from '../protocol/generated'

type Named = Pick<AgentView, 'agent' | 'name'>

/** Usernames of those who are mentioned. A longer name that fits counts before a shorter one. */
export function mentionsOf(text: string, agents: readonly Named[]): string[] {
  const byLength = [...agents].sort((a, b) => b.name.length - a.name.length)
  const found = new Set<string>()
  for (const { index } of text.matchAll(/@/g)) {
    const rest = text.slice(index + 1)
    const named = byLength.find(({ name }) => startsWithName(rest, name))
    if (named) found.add(named.agent)
  }
  return [...found]
}

/** A name written in letters ends where they end: `@Anna` is not `@Ann`. */
function startsWithName(rest: string, name: string): boolean {
  if (!rest.toLowerCase().startsWith(name.toLowerCase())) return false
  const next = rest.slice(name.length, name.length + 1)
  return !(/\w$/.test(name) && /^\w/.test(next))
}

/** What is being looked for: the beginning of a name after the last `@`; null when none is. */
export function mentionBegun(text: string): string | null {
  return /(?:^|[^\w@])@([^\s@]*)$/.exec(text)?.[1] ?? null
}

export const withMention = (text: string, name: string): string =>
  text.replace(/@[^\s@]*$/, () => `@${name} `)

export const matching = <Agent extends Named>(agents: readonly Agent[], begun: string): Agent[] =>
  agents.filter(
    ({ agent, name }) =>
      name.toLowerCase().includes(begun.toLowerCase()) || agent.startsWith(begun.toLowerCase()),
  )
