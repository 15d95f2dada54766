/** The shape that every language fills: the keys of the English one, with words of its own. */
import type { en } from './en'

type Words<Tree> = { [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]> }

export type Resources = Words<typeof en>
