/**
 * Builds what the server serves: four programs, each by itself so that none carries another's code.
 *
 *   console/index.html   React           at /console/
 *   widget/frame.html    Preact          the page inside the widget's frame
 *   demo/index.html                      a sample shop page
 *   src/loader/main.ts   one plain script, /widget.js, for the pages of shops
 *
 * Usage: node build.mjs [OUT]   (default ../chatd/static). The finished whole replaces OUT at once:
 * a server that runs meanwhile never sees half a build.
 */
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { build } from 'vite'
import { compress } from './compress.mjs'
import { checkPurity, checkSizes } from './sizes.mjs'
import { bare, SMALLEST } from './smallest.mjs'
import { strictStyles } from './strict-styles.mjs'

const root = import.meta.dirname
const out = resolve(process.argv[2] ?? resolve(root, '../chatd/static'))
const fresh = `${out}.${process.pid}`

/**
 * @param {import('vite').BuildEnvironmentOptions} options
 * @param {import('vite').Plugin[]} [plugins]
 * @returns {Promise<import('./sizes.mjs').Output>}
 */
async function run(options, plugins = []) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: fresh,
      emptyOutDir: false,
      // The pages' Content-Security-Policy allows neither inline scripts nor data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      target: 'es2022',
      chunkSizeWarningLimit: 2000,
      ...options,
    },
    plugins,
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one build, one output')
  return result.output
}

// React's libraries mark their modules "use client", which means something to servers only; and that
// the smallest script takes its time is known.
const checks = { moduleLevelDirective: false, pluginTimings: false }

/**
 * @param {string} html
 * @param {import('vite').Plugin[]} [plugins]
 * @param {import('vite').BuildEnvironmentOptions} [options]
 */
const page = (html, plugins = [], options = {}) =>
  run({ ...options, rolldownOptions: { input: resolve(root, html), checks } }, plugins)

const loader = () =>
  run({
    ...SMALLEST,
    target: 'es2020',
    rolldownOptions: {
      input: resolve(root, 'src/loader/main.ts'),
      checks,
      output: { format: 'iife', entryFileNames: 'widget.js' },
    },
  })

mkdirSync(dirname(out), { recursive: true })
try {
  await page('console/index.html', [strictStyles()])
  await page('demo/index.html')
  const frame = await page('widget/frame.html', [bare], SMALLEST)
  const script = await loader()
  // What makes the console an app: addresses that never change.
  cpSync(resolve(root, 'public'), fresh, { recursive: true })
  await compress(fresh)
  rmSync(out, { recursive: true, force: true })
  renameSync(fresh, out)
  // Last: what is over its bound can still be looked at.
  checkPurity(frame)
  await checkSizes(script, frame)
} finally {
  rmSync(fresh, { recursive: true, force: true })
}
