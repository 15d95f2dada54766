/** Brotli, which every browser takes over HTTPS: at its best it is too slow for a server to do. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

const WORTH_IT = /\.(js|css|html|svg)$/

/** @param {string | Uint8Array} content */
export const brotli = (content) => brotliCompressSync(content)

/**
 * Writes a `.br` beside each file of a folder that gets smaller by it.
 *
 * @param {string} folder
 */
export function compress(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!WORTH_IT.test(name)) continue
    const path = resolve(folder, name)
    writeFileSync(`${path}.br`, brotli(readFileSync(path)))
  }
}
