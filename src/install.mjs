// Installs and builds what is missing, so that `npm start` and `npm test` are one command on a fresh clone.
// Plain JavaScript: it runs on the machine's own Node, before the project's Node is there.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
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
  const failed = npm('ci') && npm('install', '--no-save')
  if (failed) process.exit(failed)
}

// The notebook is the one thing that is built; anew when something it is made of has changed.
const madeOf = ['notebook', 'grammar', 'src/base', 'src/client', 'src/kernels', 'src/values', 'src/wire']
const built = `${root}notebook/dist/index.html`

const newest = folder =>
  readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    if (entry.name === 'dist' || entry.name.startsWith('.')) return latest
    const path = `${folder}/${entry.name}`
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }, 0)

const lastChange = Math.max(
  ...madeOf.map(folder => newest(root + folder)),
  statSync(`${root}package.json`).mtimeMs,
)
if (!existsSync(built) || statSync(built).mtimeMs < lastChange) {
  // Vite is a plain JavaScript program; the project's own Node runs it.
  const node = `${root}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`
  const vite = `${root}node_modules/vite/bin/vite.js`
  const arguments_ = [vite, 'build', '--config', `${root}notebook/vite-config.ts`, '--logLevel', 'warn']
  process.exit(spawnSync(node, arguments_, { cwd: root, stdio: 'inherit' }).status ?? 1)
}
