import { defineConfig } from 'vitest/config'

/** A folder's tsconfig.json says whose JSX it speaks; the tests ask it as the build does. */
export default defineConfig({
  test: { include: ['src/**/*.test.{ts,tsx}'], passWithNoTests: true, restoreMocks: true },
})
