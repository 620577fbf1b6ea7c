import assert from 'node:assert/strict'
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { test } from 'node:test'
import { codeFiles, lineAt, sourceFiles } from './source-files.ts'

interface Layer {
  readonly folder: string
  readonly imports: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

/** The rows of the layer table in src/README.md. */
export function readLayers(readme: string): Layer[] {
  const words = (cell: string) => new Set(cell.split(/\s+/).filter(Boolean))
  return readme
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim()))
    .filter(cells => cells.length === 6 && /^(grammar|notebook|src\/[a-z]+)$/.test(cells[1]))
    .map(cells => ({ folder: cells[1], imports: words(cells[2]), packages: words(cells[3]) }))
}

/** What a file imports, with the offset of each: static, dynamic, for a side effect, and workers by URL. */
export function importsOf(text: string): { specifier: string; offset: number }[] {
  const patterns = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\bnew URL\(\s*['"](\.[^'"]+\.(?:ts|tsx|mjs))['"],\s*import\.meta\.url/g,
  ]
  return patterns.flatMap(pattern =>
    [...text.matchAll(pattern)].map(match => ({ specifier: match[1], offset: match.index })),
  )
}

const packageName = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const builtins = new Set(builtinModules)

/** What is wrong with one import of a file in a layer, or nothing. */
export function complaint(layer: Layer, path: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return undefined // bans.test.ts has the rules for these
  if (builtins.has(specifier)) return `import 'node:${specifier}' by its full name`
  if (!specifier.startsWith('.')) {
    const name = packageName(specifier)
    return layer.packages.has(name) ? undefined : `${layer.folder} may not use the package ${name}`
  }
  const target = posix.join(posix.dirname(path), specifier)
  if (target.startsWith(`${layer.folder}/`)) return undefined
  const allowed = [...layer.imports].some(folder => target.startsWith(`${folder}/`))
  return allowed ? undefined : `${layer.folder} may not import ${posix.dirname(target)}`
}

const layers = readLayers(sourceFiles().find(file => file.path === 'src/README.md')!.text)

test('the table of layers is read, and no layer imports a later one', () => {
  assert.ok(layers.length >= 19, `only ${layers.length} rows found in src/README.md`)
  const seen = new Set<string>()
  for (const layer of layers) {
    for (const folder of layer.imports) {
      assert.ok(seen.has(folder), `${layer.folder} lists ${folder}, which is not above it in the table`)
    }
    seen.add(layer.folder)
  }
})

test('every import keeps to the layers of src/README.md', () => {
  const complaints: string[] = []
  for (const file of codeFiles()) {
    const layer = layers.find(layer => file.path.startsWith(`${layer.folder}/`))
    if (!layer) continue
    for (const { specifier, offset } of importsOf(file.text)) {
      const wrong = complaint(layer, file.path, specifier)
      if (wrong) complaints.push(`${file.path}:${lineAt(file.text, offset)}: ${wrong}`)
    }
  }
  assert.deepEqual(complaints, [])
})

test('every folder of src has a row in the table', () => {
  const folders = new Set(
    codeFiles()
      .filter(file => /^src\/.+\//.test(file.path))
      .map(file => file.path.split('/').slice(0, 2).join('/')),
  )
  const missing = [...folders].filter(folder => !layers.some(layer => layer.folder === folder))
  assert.deepEqual(missing, [])
})

test('broken imports are noticed', () => {
  const kernels = layers.find(layer => layer.folder === 'src/kernels')!
  const wrong = (specifier: string) => complaint(kernels, 'src/kernels/sum.ts', specifier)
  assert.equal(wrong('../functions/define.ts'), 'src/kernels may not import src/functions')
  assert.equal(wrong('lmdb'), 'src/kernels may not use the package lmdb')
  assert.equal(wrong('fs'), "import 'node:fs' by its full name")
  assert.equal(wrong('./null.ts'), undefined)
  assert.equal(wrong('../base/assert.ts'), undefined)
  const text =
    "import type { A } from './a.ts'\nimport {\n  b,\n} from '../b.ts'\nconst c = await import('./c.ts')\n"
  assert.deepEqual(
    importsOf(text).map(found => found.specifier),
    ['./a.ts', '../b.ts', './c.ts'],
  )
})
