/** How what shops' pages load is made as small as it gets: buyers pay for it by the byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** @param {string} path */
const read = (path) => readFileSync(resolve(import.meta.dirname, 'src', path), 'utf8')

/** @param {string} folder */
const readAll = (folder) =>
  readdirSync(resolve(import.meta.dirname, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => read(`${folder}/${name}`))
    .join('\n')

/**
 * @param {string} source
 * @param {RegExp} pattern its group is a word
 */
const wordsIn = (source, pattern) => [...source.matchAll(pattern)].map(([, word]) => word ?? '')

/** What is read by others too: the server, the page around, a newer build in the same tab. */
const SPOKEN = ['protocol/generated.ts', 'loader/messages.ts', 'core/pending.ts']

/**
 * The fields that nobody but the widget ever sees: the words of a language, and whatever is declared
 * `readonly`. What also stands somewhere as a text, in either kind of quotes, may be an index, and
 * what is within the words is one: they keep their names. Those of the DOM terser knows, and
 * private ones it shortens anyway.
 */
const ownFields = () => {
  const own = readAll('widget') + readAll('core')
  const language = read('widget/text/en.ts')
  const indices = [...wordsIn(own, /["'](\w+)["']/g), ...wordsIn(language, /^ {4}(\w+): /gm)]
  const fixed = new Set([...wordsIn(SPOKEN.map(read).join(), /(\w+)/g), ...indices])
  /** @param {string[]} names */
  const free = (names) => [...new Set(names)].filter((name) => !fixed.has(name)).sort()
  return {
    words: free(wordsIn(language, /^ {2}(\w+): /gm)),
    others: free(wordsIn(own, /^ +readonly (\w+)\??:/gm)),
  }
}

/** What Preact asks of components that are classes; the widget's are functions. */
const OF_CLASSES =
  'componentWillMount componentDidMount componentWillReceiveProps shouldComponentUpdate ' +
  'componentWillUpdate componentDidUpdate componentWillUnmount componentDidCatch getChildContext ' +
  'getDerivedStateFromProps getDerivedStateFromError getSnapshotBeforeUpdate'

const CAPITALS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** For the words, which each chunk must call the same: nobody else has names like these. */
const SHORT = CAPITALS.flatMap((one) => CAPITALS.map((two) => one + two.toLowerCase()))

/**
 * Takes longer than Vite's own minifier and leaves less; what is off makes the code shorter, but not
 * what is left of it when it is compressed. `unsafe` supposes that nobody has put other things in
 * the place of JavaScript's own.
 *
 * @param {import('vite').TerserOptions} [options]
 * @returns {import('vite').BuildEnvironmentOptions}
 */
const minified = (options) => ({
  minify: 'terser',
  terserOptions: {
    ecma: 2020,
    compress: {
      passes: 3,
      unsafe: true,
      unsafe_arrows: true,
      inline: 1,
      sequences: false,
      lhs_constants: false,
    },
    ...options,
  },
})

export const smallestLoader = () => minified()

export const smallestFrame = () => {
  const { words, others } = ownFields()
  const props = Object.fromEntries(words.map((name, i) => [`$${name}`, SHORT[i]]))
  const regex = new RegExp(`^(${[...words, ...others, ...OF_CLASSES.split(' ')].join('|')})$`)
  return minified({
    mangle: { properties: { regex, keep_quoted: true } },
    nameCache: { props: { props } },
  })
}

/**
 * The widget without what it has no use for.
 *
 * Vite wraps each import on demand in 700 bytes that preload what the chunk itself imports: the
 * languages import nothing. `h` takes children as arguments, `jsx` as a field of the properties.
 *
 * @type {import('vite').Plugin}
 */
export const bare = {
  name: 'bare',
  enforce: 'pre',
  config: () => ({ oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } } }),
  transform: (code, id) =>
    id.endsWith('.tsx') ? `import { Fragment, h } from 'preact';${code}` : null,
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : null,
}
