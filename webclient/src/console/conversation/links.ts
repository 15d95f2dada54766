/** Finds web addresses in a text. Pure. */

export interface Piece {
  readonly text: string
  readonly href?: string
}

const ADDRESS = /https?:\/\/[^\s<>"'，。；！？、（）]+/g
/** A sentence's own signs at the end of an address do not belong to it. */
const TAIL = /[.,;:!?)\]]+$/

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TAIL, '')
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: href, href })
    from = match.index + href.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}
