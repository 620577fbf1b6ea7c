// What disk.ts and kv.ts promise, asked of this machine and of the one in memory alike.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Host } from '../../src/host/host.ts'
import { realHost } from '../../src/host/real/host.ts'
import { fileLog } from '../../src/host/real/log.ts'
import { simHost } from '../sim/host.ts'

const folder = await mkdtemp(join(tmpdir(), 'porpoise-host-'))
after(() => rm(folder, { recursive: true, force: true }))

const machines: readonly (readonly [name: string, host: Host, folder: string])[] = [
  ['this machine', realHost(), folder],
  ['the machine in memory', simHost(1), '/home-of-tests'],
]

const bytes = (...values: number[]) => Uint8Array.from(values)
const reason = (expected: string) => (error: Error & { reason?: string }) => {
  assert.equal(error.reason, expected, error.message)
  return true
}

for (const [name, { disk, kv, clock }, home] of machines) {
  test(`files, ${name}`, async () => {
    await disk.makeFolder(`${home}/a/b`)
    await disk.makeFolder(`${home}/a/b`)
    const path = `${home}/a/b/file`
    const file = await disk.create(path)
    await assert.rejects(disk.create(path), reason('exists'))
    await file.write([bytes(1, 2), bytes(), bytes(3)], 0)
    await file.write([bytes(9)], 4)
    await file.sync()
    await file.close()
    await disk.syncFolder(`${home}/a/b`)
    assert.equal(await disk.size(path), 5)
    const open = await disk.open(path)
    const [first, second] = [new Uint8Array(1), new Uint8Array(new SharedArrayBuffer(3))]
    await open.read([first, bytes(), second], 1)
    assert.deepEqual([[...first], [...second]], [[2], [3, 0, 9]])
    await assert.rejects(open.read([new Uint8Array(2)], 4), reason('short'))
    await disk.rename(path, `${home}/a/b/other`)
    assert.deepEqual(await disk.list(`${home}/a/b`), ['other'])
    assert.deepEqual(await disk.list(`${home}/a`), ['b'])
    assert.deepEqual(await disk.list(`${home}/none`), [])
    assert.equal(await disk.size(path), undefined)
    await assert.rejects(disk.open(path), reason('missing'))
    await disk.remove(`${home}/a/b/other`)
    await open.read([first], 0)
    assert.equal(first[0], 1)
    await open.close()
    await assert.rejects(disk.remove(path), reason('missing'))
    await disk.removeFolder(`${home}/a/b`)
    assert.deepEqual(await disk.list(`${home}/a`), [])
    assert.ok((await disk.freeBytes(home)) > 0)
  })

  test(`many pieces at once, ${name}`, async () => {
    const pieces = Array.from({ length: 3000 }, (_, i) => bytes(i & 255, i >> 8))
    const file = await disk.create(`${home}/pieces`)
    await file.write(pieces, 0)
    await file.close()
    const open = await disk.open(`${home}/pieces`)
    const parts = Array.from({ length: 2000 }, () => new Uint8Array(3))
    await open.read(parts, 0)
    await open.close()
    assert.deepEqual(
      parts.flatMap(part => [...part]),
      pieces.flatMap(piece => [...piece]),
    )
  })

  test(`a folder is claimed once, ${name}`, async () => {
    const lock = await disk.lockFolder(`${home}/claimed`)
    await assert.rejects(disk.lockFolder(`${home}/claimed`), reason('locked'))
    await lock.release()
    await (await disk.lockFolder(`${home}/claimed`)).release()
  })

  test(`keys and values, ${name}`, async () => {
    await disk.makeFolder(`${home}/kv`)
    const store = await kv.open(`${home}/kv`)
    await Promise.all([
      store.commit([
        { key: 'a/2', value: bytes(2) },
        { key: 'a/10', value: bytes(10) },
        { key: 'b', value: bytes() },
      ]),
      store.commit([
        { key: 'a/1', value: bytes(1) },
        { key: 'a/2', value: bytes(22) },
      ]),
    ])
    await store.commit([
      { key: 'a/10', value: undefined },
      { key: 'a/none', value: undefined },
    ])
    assert.deepEqual([...(store.get('a/2') ?? [])], [22])
    assert.equal(store.get('a/10'), undefined)
    assert.equal(store.get('b')?.length, 0)
    assert.deepEqual([...store.keys('a/', 'a0')], ['a/1', 'a/2'])
    assert.deepEqual(
      [...store.range('a/2', 'c')].map(({ key, value }) => [key, value.length]),
      [
        ['a/2', 1],
        ['b', 0],
      ],
    )
    await store.close()
    const again = await kv.open(`${home}/kv`)
    assert.deepEqual([...again.keys('', '~')], ['a/1', 'a/2', 'b'])
    await again.close()
  })

  test(`clocks, ${name}`, async () => {
    const before = clock.monotonic()
    await clock.turn()
    assert.ok(clock.monotonic() > before)
    const apart = clock.nowNanoseconds() / 1_000_000n - clock.now()
    assert.ok(apart >= -10n && apart <= 10n, `${apart} ms`)
  })
}

test('a folder that can not be made is an error, and nothing is waited for', {
  timeout: 10_000,
}, async () => {
  const { disk } = realHost()
  await writeFile(join(folder, 'taken'), '')
  const places = [join(folder, 'taken', 'below')]
  // Where a name can't be made in a folder that is there.
  if (existsSync('/proc/self')) places.push('/proc/none/below')
  for (const place of places) {
    await assert.rejects(disk.makeFolder(place), {
      name: 'DiskError',
      message: /The folder .* can't be made/,
    })
    assert.throws(() => fileLog(`${place}/x.log`), /The log .* can't be written/)
  }
  await Promise.all([1, 2, 3].map(() => disk.makeFolder(join(folder, 'x/y/z'))))
})
