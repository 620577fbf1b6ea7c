// Installs what is missing, so that `npm start` and `npm test` are one command on a fresh clone.
// Plain JavaScript: it runs on the machine's own Node, before the project's Node is there.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const forTests = process.argv[2] === 'test'
const needed = Object.entries({ ...manifest.dependencies, ...(forTests ? manifest.devDependencies : {}) })

const installed = ([name, version]) => {
  const file = `${root}node_modules/${name}/package.json`
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version
}

if (!needed.every(installed)) {
  const omit = forTests ? [] : ['--omit=dev']
  const npm = (...args) =>
    spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error', ...omit], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    }).status ?? 1
  // `npm ci` refuses where a registry lacks an optional package of another platform; `npm install` takes the rest.
  process.exit(npm('ci') && npm('install', '--no-save'))
}
