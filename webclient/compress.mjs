/** What is sent instead of a file, at its smallest: too slow a thing to do for a server. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import zopfli from '@gfx/zopfli'

// At any error, whosever it is, its compiled part would print itself, all 40 kB of it.
process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection')

const WORTH_IT = /\.(js|css|html|svg|webmanifest)$/

/**
 * For every browser, and for those that come by plain HTTP alone. Zopfli finds the shortest gzip
 * there is, about.
 *
 * @param {Uint8Array} content
 */
export const gzip = (content) => zopfli.gzipAsync(content, { numiterations: 5 })

/**
 * Writes a `.gz` and, for who comes over HTTPS, a `.br` beside each file of a folder.
 *
 * @param {string} folder
 */
export async function compress(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!WORTH_IT.test(name)) continue
    const path = resolve(folder, name)
    const content = readFileSync(path)
    writeFileSync(`${path}.gz`, await gzip(content))
    writeFileSync(`${path}.br`, brotliCompressSync(content))
  }
}
