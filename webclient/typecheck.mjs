/** Checks each folder against its own tsconfig.json; all are checked, then the first failure counts. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const folders = readdirSync('src').map((name) => `src/${name}`)
const projects = ['.', ...folders].filter((path) => existsSync(`${path}/tsconfig.json`))
const failed = projects.filter(
  (path) => spawnSync('tsc', ['-p', path, '--pretty', 'false'], { stdio: 'inherit' }).status !== 0,
)
if (failed.length > 0) {
  console.error(`types: ${failed.join(', ')} failed`)
  process.exit(1)
}
