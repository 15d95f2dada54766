/** The tab's title, lent to the frame for a notice and given back unharmed. */

/** Returns the call that shows a notice; an empty one gives the page its title back. */
export const createTitle = (): ((title: string) => void) => {
  let own = document.title
  let notice = ''
  return (title) => {
    // The page may have set another title meanwhile: that one is kept and given back.
    if (document.title !== notice) own = document.title
    notice = title
    document.title = title || own
  }
}
