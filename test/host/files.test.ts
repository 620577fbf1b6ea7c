import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { FileErrorReason } from '../../src/host/files.ts'
import { RealFiles } from '../../src/host/real/files.ts'

const root = mkdtempSync(join(tmpdir(), 'porpoise-files-'))
after(() => rmSync(root, { recursive: true }))
for (const folder of ['work/inner', 'home/storage', 'home/files/kept', 'outside/deep']) {
  mkdirSync(join(root, folder), { recursive: true })
}
writeFileSync(join(root, 'outside/secret.txt'), 'secret')
writeFileSync(join(root, 'work/own.txt'), 'own')
symlinkSync(join(root, 'outside'), join(root, 'work/away'))
symlinkSync(join(root, 'outside/secret.txt'), join(root, 'work/file-away'))
symlinkSync(join(root, 'outside/new.txt'), join(root, 'work/dangling'))
symlinkSync(join(root, 'work/own.txt'), join(root, 'work/inner/back'))

const files = new RealFiles({
  workingFolder: join(root, 'work'),
  allowed: [join(root, 'work'), join(root, 'home/files')],
  kept: [join(root, 'home'), join(root, 'home/files/kept')],
})

const fails = (action: () => unknown, reason: FileErrorReason) =>
  assert.throws(action, error => (error as { reason?: string }).reason === reason)

test('relative and absolute paths lead to the same file', () => {
  assert.equal(files.describe('own.txt')?.bytes, 3)
  assert.equal(files.describe(join(root, 'work/inner/../own.txt'))?.bytes, 3)
  assert.equal(files.describe('inner/back')?.bytes, 3)
  assert.equal(files.describe('nothing.txt'), undefined)
})

for (const path of [
  '../outside/secret.txt',
  'inner/../../outside/secret.txt',
  'away/secret.txt',
  'away/not-there-yet.txt',
  'file-away',
  '..',
  '/',
  '../home/storage',
  '../home/storage/data.mdb',
]) {
  test(`${path} is refused`, () => {
    fails(() => files.describe(path), 'forbidden')
    fails(() => files.read(path, 0, 1), 'forbidden')
    fails(() => files.write(path, 'end', Uint8Array.of(1)), 'forbidden')
    fails(() => files.create(path), 'forbidden')
    fails(() => files.remove(path), 'forbidden')
  })
}

test('a link to what is missing makes no file elsewhere', () => {
  fails(() => files.create('dangling'), 'missing')
  assert.equal(
    files.list('.').some(each => each.name === 'dangling'),
    false,
  )
})

test('what is the node’s own is neither listed nor removed with what holds it', () => {
  files.create('../home/files/mine.txt')
  assert.deepEqual(
    files.list('../home/files').map(each => each.name),
    ['mine.txt'],
  )
  fails(() => files.removeFolder('../home/files', true, true), 'forbidden')
  fails(() => files.removeFolder('../home/files', true, false), 'forbidden')
  fails(() => files.list('../home'), 'forbidden')
  fails(() => files.removeFolder('.', true, false), 'forbidden')
})

test('a folder is removed with what is in it, but not what links in it lead to', () => {
  files.makeFolder('doomed/inner')
  symlinkSync(join(root, 'work/own.txt'), join(root, 'work/doomed/link'))
  symlinkSync(join(root, 'outside/deep'), join(root, 'work/doomed/away'))
  fails(() => files.removeFolder('doomed', false, false), 'not empty')
  files.removeFolder('doomed', true, false)
  assert.equal(files.describe('doomed'), undefined)
  assert.equal(files.describe('own.txt')?.bytes, 3)
})

test('bytes are written and read at any place', () => {
  files.create('bytes')
  files.write('bytes', 'end', Uint8Array.of(1, 2, 3))
  files.write('bytes', 1, Uint8Array.of(9))
  assert.deepEqual([...files.read('bytes', 0, 10)], [1, 9, 3])
  assert.deepEqual([...files.read('bytes', 2, 10)], [3])
  assert.deepEqual([...files.read('bytes', 7, 10)], [])
  fails(() => files.makeFolder('inner'), 'exists')
  fails(() => files.read('nothing.txt', 0, 1), 'missing')
})
