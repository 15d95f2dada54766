/** How what shops' pages load is made as small as it gets: buyers pay for it by the byte. */

/**
 * Takes longer than Vite's own minifier and leaves less. What is off makes the code shorter, but not
 * what is left of it when it is compressed.
 *
 * @type {import('vite').BuildEnvironmentOptions}
 */
export const SMALLEST = {
  minify: 'terser',
  terserOptions: {
    ecma: 2020,
    compress: { passes: 3, inline: 1, sequences: false, lhs_constants: false },
  },
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
