/** The shape that every language fills: the keys of the English one, with words of its own. */
import type { en } from './en'

export type Translated<Tree> = {
  [Key in keyof Tree]: Tree[Key] extends string ? string : Translated<Tree[Key]>
}

export type Resources = Translated<typeof en>
