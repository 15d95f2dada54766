/** The server's own words in a conversation: a key and its arguments, said in the visitor's tongue. */

import type { SystemBody } from '../protocol/generated'
import type { Text } from './text'

/** Undefined when the visitor need not know. `time` is the moment, already as text. */
export const systemText = (body: SystemBody, time: string, text: Text): string | undefined => {
  const say = text.system[body.key]
  return say ? say({ ...body.args, time }) : body.text || undefined
}
