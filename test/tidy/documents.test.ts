import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import { codeFiles, pathsUnder, sourceFiles } from './source-files.ts'

const mostFilesWithoutReadme = 5

test('a folder of more than five files has a README', () => {
  const counts = new Map<string, number>()
  for (const { path } of codeFiles()) {
    if (path.startsWith('test/')) continue // test/README.md speaks for its folders
    const folder = posix.dirname(path)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const present = new Set(pathsUnder(''))
  const missing = [...counts]
    .filter(([folder, count]) => count > mostFilesWithoutReadme && !present.has(`${folder}/README.md`))
    .map(([folder, count]) => `${folder}: ${count} files and no README.md`)
  assert.deepEqual(missing, [])
})

test('links between documents lead somewhere', () => {
  const present = new Set(pathsUnder(''))
  const folders = new Set([...present].flatMap(path => ancestors(path)))
  const broken: string[] = []
  for (const { path, text } of sourceFiles()) {
    if (!path.endsWith('.md')) continue
    for (const match of text.matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(match[1])) continue
      const target = posix.join(posix.dirname(path), match[1]).replace(/\/$/, '')
      if (!present.has(target) && !folders.has(target)) broken.push(`${path}: ${match[1]}`)
    }
  }
  assert.deepEqual(broken, [])
})

test('a document has one title', () => {
  const wrong = sourceFiles()
    .filter(file => file.path.endsWith('.md'))
    .filter(file => file.text.replace(/^```[\s\S]*?^```/gm, '').match(/^# /gm)?.length !== 1)
    .map(file => file.path)
  assert.deepEqual(wrong, [])
})

function ancestors(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'))
}
