/**
 * Ant Design under a strict Content-Security-Policy.
 *
 * Not all of its style elements take the nonce of `ConfigProvider` (those of scroll locks do not);
 * they are filled as HTML, which trusted types forbid; and a text area that grows is measured by way
 * of a style attribute. There is no option for any of it, so the lines are changed where they stand;
 * a version in which they are not found is a failed build.
 */

const NONCE = `document.querySelector('meta[name=csp-nonce]')?.nonce`

/** @type {ReadonlyArray<readonly [file: RegExp, from: string, to: string]>} */
const CHANGES = [
  [
    /(util\/es\/Dom\/dynamicCSS|icons\/es\/cssUtils)\.js$/,
    'styleNode.innerHTML = css',
    `styleNode.nonce ||= ${NONCE} ?? ''; styleNode.textContent = css`,
  ],
  [
    /(util\/es\/Dom\/dynamicCSS|icons\/es\/cssUtils)\.js$/,
    'existNode.innerHTML = css',
    'existNode.textContent = css',
  ],
  [/cssinjs\/es\/util\/index\.js$/, "ele.innerHTML = 'Test'", "ele.textContent = 'Test'"],
  [
    /input\/es\/calculateNodeHeight\.js$/,
    "hiddenTextarea.setAttribute('style', `",
    'hiddenTextarea.style.cssText = (`',
  ],
]

/** @returns {import('vite').Plugin} */
export function strictStyles() {
  const missing = new Set(CHANGES)
  return {
    name: 'strict-styles',
    transform(code, id) {
      const [path] = id.split('?')
      let changed = code
      for (const change of CHANGES) {
        const [file, from, to] = change
        if (!file.test(path ?? '') || !changed.includes(from)) continue
        changed = changed.replaceAll(from, to)
        missing.delete(change)
      }
      return changed === code ? null : { code: changed, map: null }
    },
    buildEnd() {
      for (const [file, from] of missing) this.error(`no ${from} in ${file}`)
    },
  }
}
