import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { pathsUnder, root } from './source-files.ts'

const vague = /^(utils?|helpers?|common|misc|types?|shared|stuff|lib|manager|base)$/
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|worker|browser))?\.[a-z0-9]+$/
// Documents are written in capitals (README.md, FORMAT.md, PROTOCOL.md).
const document = /^[A-Z]+(-[A-Z]+)*\.md$/
// Programs called by their name have no ending.
const program = /^[a-z]+$/

/** What is wrong with a file's name, or nothing. */
export function nameComplaint(path: string): string | undefined {
  const name = basename(path)
  const stem = name.split('.')[0]
  if (vague.test(stem)) return `${path}: "${stem}" says nothing; name the file after the one thing it holds`
  if (kebab.test(name) || document.test(name) || program.test(name)) return undefined
  return `${path}: file names are kebab-case`
}

test('files are named for what they hold', () => {
  const wrong = ['grammar', 'src', 'test', 'examples', ...(hasNotebook() ? ['notebook'] : [])]
    .flatMap(pathsUnder)
    .map(nameComplaint)
    .filter(Boolean)
  assert.deepEqual(wrong, [])
})

test('bad names are noticed', () => {
  assert.match(nameComplaint('src/values/utils.ts')!, /says nothing/)
  assert.match(nameComplaint('src/values/types.test.ts')!, /says nothing/)
  assert.match(nameComplaint('src/values/arrayVector.ts')!, /kebab/)
  assert.equal(nameComplaint('src/values/array-vector.test.ts'), undefined)
  assert.equal(nameComplaint('src/wire/PROTOCOL.md'), undefined)
})

const topLevel = new Set([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'biome.json',
  'LICENSE',
  'README.md',
  'src',
  'grammar',
  'notebook',
  'test',
  'examples',
  'node_modules',
  'dist',
  'porpoise-data',
])

function hasNotebook(): boolean {
  return readdirSync(root).includes('notebook')
}

test('the top level stays small', () => {
  const unknown = readdirSync(root).filter(name => !name.startsWith('.') && !topLevel.has(name))
  assert.deepEqual(unknown, [], 'documents live beside the code they describe')
})
