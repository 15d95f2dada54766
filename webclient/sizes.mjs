/** What a shop's page pays for the widget, measured and bounded: a build over the bound fails. */
import { gzipSync } from 'node:zlib'

/** @typedef {import('vite').Rolldown.RolldownOutput['output']} Output */

const LOADER_GZIP_BYTES_MAX = 3_000
/** Loader, frame and a language: all that is loaded by opening the widget and writing in it. */
const WIDGET_GZIP_BYTES_MAX = 32_000
/** All that may come after, on demand, in one language. */
const LATER_GZIP_BYTES_MAX = 12_000
const LANGUAGE = /src\/widget\/text\/(en|zh)\.ts$/
const LATER_LANGUAGE = /src\/widget\/text\/extras-(en|zh)\.ts$/
const LATER_STYLE = /^assets\/extras-.*\.css$/

/** @param {string | Uint8Array} content */
const gzipBytes = (content) => gzipSync(content, { level: 9 }).length

/**
 * Bytes of the scripts and styles, each compressed by itself as the server sends them. Nothing is
 * left out but pictures and fonts, and of each set of languages all but the largest: a page loads
 * one.
 * `first`: before anything is shown: the entry, what it imports statically, styles, a language.
 * `later`: what is loaded when it is needed: menu, forms and rating; what shows and sends files.
 *
 * @param {Output} output
 */
function loadBytes(output) {
  const chunks = new Map(
    output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])),
  )
  const wanted = [...chunks.values()]
    .filter((chunk) => !chunk.isDynamicEntry)
    .map((chunk) => chunk.fileName)
  const seen = new Set()
  for (const name of wanted) {
    if (seen.has(name)) continue
    seen.add(name)
    wanted.push(...(chunks.get(name)?.imports ?? []))
  }
  const unseen = [...chunks.values()].filter((chunk) => !seen.has(chunk.fileName))
  /** @param {RegExp} pattern */
  const speaking = (pattern) =>
    unseen.filter((chunk) => chunk.moduleIds.some((id) => pattern.test(id)))
  /** @param {typeof unseen} languages */
  const largest = (languages) => Math.max(0, ...languages.map(({ code }) => gzipBytes(code)))
  const languages = speaking(LANGUAGE)
  const laterLanguages = speaking(LATER_LANGUAGE)
  const bytes = { first: largest(languages), later: largest(laterLanguages) }
  for (const file of output) {
    if (file.type === 'asset') {
      if (/\.css$/.test(file.fileName))
        bytes[LATER_STYLE.test(file.fileName) ? 'later' : 'first'] += gzipBytes(file.source)
    } else if (!languages.includes(file) && !laterLanguages.includes(file))
      bytes[seen.has(file.fileName) ? 'first' : 'later'] += gzipBytes(file.code)
  }
  return bytes
}

/**
 * @param {Output} script the loader's build
 * @param {Output} frame the build of the page in the frame
 */
export function checkSizes(script, frame) {
  if (script.length !== 1) throw new Error('/widget.js must be one file')
  const loader = loadBytes(script).first
  const { first, later } = loadBytes(frame)
  const widget = loader + first
  console.log(`gzip bytes: widget.js ${loader} of ${LOADER_GZIP_BYTES_MAX}`)
  console.log(
    `            widget.js, its frame and a language ${widget} of ${WIDGET_GZIP_BYTES_MAX}`,
  )
  console.log(`            on demand ${later} of ${LATER_GZIP_BYTES_MAX}`)
  console.log(`            all together ${widget + later}`)
  if (loader > LOADER_GZIP_BYTES_MAX) throw new Error('widget.js is over its bound')
  if (widget > WIDGET_GZIP_BYTES_MAX) throw new Error('the widget is over its bound')
  if (later > LATER_GZIP_BYTES_MAX) throw new Error('what comes on demand is over its bound')
}

/**
 * The widget must not carry the console's libraries, however far away the import is.
 *
 * @param {Output} output
 */
export function checkPurity(output) {
  for (const file of output) {
    const modules = file.type === 'chunk' ? file.moduleIds : []
    const stray = modules.find((id) =>
      /node_modules\/(react|react-dom|antd|@ant-design)\//.test(id),
    )
    if (stray) throw new Error(`the widget carries ${stray}`)
  }
}
