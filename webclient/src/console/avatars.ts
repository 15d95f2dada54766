/** Pictures of agents, by username, as colleagues have them now. */
import type { AgentView, AvatarView } from '../protocol/generated'
import { useAgentState } from './desk'

type Avatars = ReadonlyMap<string, AvatarView | undefined>

const known = new WeakMap<readonly AgentView[], Avatars>()

/** Many faces ask in one go, each for one agent of perhaps a thousand. */
function avatarsOf(agents: readonly AgentView[]): Avatars {
  const found = known.get(agents)
  if (found) return found
  const made = new Map(agents.map(({ agent, avatar }) => [agent, avatar]))
  known.set(agents, made)
  return made
}

export const useAvatar = (agent: string): AvatarView | undefined =>
  useAgentState((state) => avatarsOf(state.agents).get(agent))

/** Where a picture is; `still`: the first frame of one that moves. */
export const avatarUrl = ({ picture, moving }: AvatarView, still: boolean): string =>
  `/api/avatars/${encodeURIComponent(picture)}${moving && still ? '?view=still' : ''}`
