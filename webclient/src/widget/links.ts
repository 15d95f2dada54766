/** Addresses inside a text, as pieces that a view can make links of. Only http and https. */

export interface Piece {
  readonly text: string
  /** Where it begins. */
  readonly at: number
  readonly href?: string
}

const ADDRESS = /https?:\/\/[^\s<>"'，。；！？、）】」]+/g
/** Marks that end a sentence, not an address. */
const TRAILING = /[.,;:!?)\]}]+$/

export const linksIn = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), at: from })
    pieces.push({ text: address, at: match.index, href: address })
    from = match.index + address.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), at: from })
  return pieces
}
