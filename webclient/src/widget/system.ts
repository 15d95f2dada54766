/** The server's own words in a conversation: a key and its arguments, said in the visitor's tongue. */

import type { SystemBody } from '../protocol/generated'
import type { SessionNote } from './notes'
import type { Text } from './text'

/** Undefined when the visitor need not know. `time` is the moment, already as text. */
export const systemText = (body: SystemBody, time: string, text: Text): string | undefined => {
  const say = text.system[body.key]
  return say ? say({ ...body.args, time }) : body.text || undefined
}

/** What happened to the session, in the visitor's tongue. */
export const noteText = ({ kind, agent }: SessionNote, time: string, text: Text): string => {
  switch (kind) {
    case 'served':
      return text.served(agent, time)
    case 'joined':
      return text.joined(agent)
    case 'went_away':
      return text.wentAway(agent)
    case 'went_away_nobody':
      return text.wentAwayNobody(agent)
  }
}
