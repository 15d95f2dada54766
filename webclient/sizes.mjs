/** What a shop's page pays for the widget, measured and bounded: a build over the bound fails. */
import { gzipSync } from 'node:zlib'

/** @typedef {import('vite').Rolldown.RolldownOutput['output']} Output */

const LOADER_GZIP_BYTES_MAX = 3_000
const WIDGET_GZIP_BYTES_MAX = 35_000
const LANGUAGE = /src\/widget\/text\/(en|zh)\.ts$/

/** @param {string | Uint8Array} content */
const gzipBytes = (content) => gzipSync(content, { level: 9 }).length

/**
 * Bytes of the scripts and styles that a page loads before it shows anything: its entry, what the
 * entry imports statically, the styles, and the largest of the languages, of which it loads one.
 * `later`: what it loads when it is needed, such as what sends files. Pictures and fonts do not
 * count.
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
  const languages = [...chunks.values()].filter(
    (chunk) => chunk.moduleIds.some((id) => LANGUAGE.test(id)) && !seen.has(chunk.fileName),
  )
  const bytes = { first: Math.max(0, ...languages.map(({ code }) => gzipBytes(code))), later: 0 }
  for (const file of output) {
    if (file.type === 'asset')
      bytes.first += /\.css$/.test(file.fileName) ? gzipBytes(file.source) : 0
    else if (!languages.includes(file))
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
  console.log(`            what the frame loads when it is needed ${later}`)
  if (loader > LOADER_GZIP_BYTES_MAX) throw new Error('widget.js is over its bound')
  if (widget > WIDGET_GZIP_BYTES_MAX) throw new Error('the widget is over its bound')
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
