/** What a shop's page pays for the widget, measured and bounded: a build over a bound fails. */
import { gzip } from './compress.mjs'

/** @typedef {import('vite').Rolldown.RolldownOutput['output']} Output */

/** On every page of the shop. */
const LOADER_BYTES_MAX = 3_000
/** With the loader, all that a buyer ever loads, whatever of it they use: in one language. */
const WIDGET_BYTES_MAX = 35_000
const LANGUAGE = /src\/widget\/text\/(en|zh)\.ts$/

/** @param {string | Uint8Array} content */
const sizeOf = async (content) => (await gzip(Buffer.from(content))).length

/**
 * Bytes of the page, scripts and styles by gzip, each by itself as it is sent: over HTTPS, by Brotli,
 * they are fewer. Nothing is left out but pictures, and of the languages all but the largest: a page
 * loads one.
 *
 * @param {Output} output
 */
async function bytesOf(output) {
  let shared = 0
  let language = 0
  for (const file of output) {
    if (file.type === 'asset')
      shared += /\.(css|html)$/.test(file.fileName) ? await sizeOf(file.source) : 0
    else if (file.moduleIds.some((id) => LANGUAGE.test(id)))
      language = Math.max(language, await sizeOf(file.code))
    else shared += await sizeOf(file.code)
  }
  return shared + language
}

/**
 * @param {Output} script the loader's build
 * @param {Output} frame the build of the page in the frame
 */
export async function checkSizes(script, frame) {
  if (script.length !== 1) throw new Error('/widget.js must be one file')
  const loader = await bytesOf(script)
  const widget = loader + (await bytesOf(frame))
  console.log(`bytes by gzip: widget.js ${loader} of ${LOADER_BYTES_MAX}`)
  console.log(`               the whole widget ${widget} of ${WIDGET_BYTES_MAX}`)
  if (loader > LOADER_BYTES_MAX) throw new Error('widget.js is over its bound')
  if (widget > WIDGET_BYTES_MAX) throw new Error('the widget is over its bound')
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
