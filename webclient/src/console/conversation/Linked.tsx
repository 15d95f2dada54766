import { piecesOf } from './links'

/** Text with its web addresses as links, which open elsewhere and tell the target nothing. */
export function Linked({ text }: { text: string }) {
  return piecesOf(text).map((piece, index) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
      <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener">
        {piece.text}
      </a>
    ),
  )
}
