import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiskError } from '../../src/host/disk.ts'
import type { DatabaseRecord } from '../../src/storage/catalog/database-record.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { type SimHost, simHost } from '../sim/host.ts'

const DB = 'dfs://test'
const PARTITIONS = [1, 2, 3, 4, 5, 6]

const database: DatabaseRecord = {
  path: DB,
  levels: [valueLevel(ints(PARTITIONS))],
  engine: 'OLAP',
  atomic: 'TRANS',
  chunkGranularity: 'TABLE',
  owner: 'admin',
}

const open = (host: SimHost, volumes: readonly string[] = []) =>
  Store.open(host, '/own', { volumes, inlineBytes: 0, compaction: 'manual' })

async function made(host: SimHost, volumes?: readonly string[]): Promise<Store> {
  const store = await open(host, volumes)
  await store.definitions.createDatabase(database)
  const columns = [{ name: 'id', type: types.INT }]
  await store.definitions.createTable(DB, { name: 't', columns, partitionColumns: ['id'] })
  return store
}

async function append(store: Store, partitions = PARTITIONS): Promise<void> {
  const transaction = store.begin()
  for (const id of partitions) await transaction.append(DB, 't', String(id), [ints([id, id])])
  await transaction.commit()
}

async function read(store: Store, id: number): Promise<number[]> {
  const snapshot = store.snapshot()
  try {
    const { columns } = await snapshot.read(DB, 't', String(id))
    return Array.from((columns[0] as FixedVector).data as Int32Array)
  } finally {
    snapshot.close()
  }
}

const readAll = (store: Store) => Promise.all(PARTITIONS.map(id => read(store, id)))

/** How many segments lie where. */
function filesOn(host: SimHost): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const path of host.disk.paths().filter(each => each.endsWith('.arrow'))) {
    const volume = path.slice(0, path.indexOf('/segments'))
    counts[volume] = (counts[volume] ?? 0) + 1
  }
  return counts
}

const twice = PARTITIONS.map(id => [id, id])

test('partitions are dealt out to the volumes in turn, and found again in whatever order these are given', async () => {
  const host = simHost(1)
  let store = await made(host, ['/v1', '/v2'])
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 2, '/v1': 2, '/v2': 2 })
  const places = store.held().map(({ folder }) => folder.slice(0, folder.indexOf('/segments')))
  assert.deepEqual(places, ['/own', '/v1', '/v2', '/own', '/v1', '/v2'])
  await store.close()
  store = await open(host, ['/v2', '/v1'])
  assert.deepEqual(await readAll(store), twice)
  await store.compact(DB, 't', '2')
  await store.definitions.dropTable(DB, 't')
  await store.settle()
  assert.deepEqual(filesOn(host), {})
  await store.close()
})

test('a store that had one folder goes on when a second one is added', async () => {
  const host = simHost(1)
  let store = await made(host)
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 6 })
  await store.close()
  store = await open(host, ['/v1'])
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 9, '/v1': 3 })
  assert.deepEqual(
    await readAll(store),
    twice.map(rows => [...rows, ...rows]),
  )
  await store.close()
  // No longer asked for, it is read all the same.
  store = await open(host)
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 15, '/v1': 3 })
  assert.equal((await read(store, 2)).length, 6)
  assert.match(host.lines.join('\n'), /The volume \/v1 is not in `volumes` any more: what lies there is read/)
  await store.close()
})

test('a folder is added while others write, and belongs to one store', async () => {
  const host = simHost(1)
  const store = await made(host)
  await append(store)
  await store.addVolumes(['/v1', '/v1'])
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 9, '/v1': 3 })
  await assert.rejects(Store.open(host, '/other', { volumes: ['/v1'] }), { kind: 'locked' })
  await store.close()
  const again = await open(host, ['/v1'])
  assert.deepEqual(
    await readAll(again),
    twice.map(rows => [...rows, ...rows]),
  )
  await again.close()
})

test('a volume that is not there is told of, and the others go on', async () => {
  const host = simHost(1)
  let store = await made(host, ['/v1'])
  await append(store)
  await store.close()
  // As where its disk is not mounted.
  for (const path of host.disk.paths().filter(each => each.startsWith('/v1/segments')))
    await host.disk.remove(path)
  await host.disk.removeFolder('/v1/segments/00000001').catch(() => {})
  await host.disk.removeFolder('/v1/segments').catch(() => {})
  store = await open(host, ['/v1'])
  assert.match(
    host.lines.join('\n'),
    /The volume \/v1 can't be used, the others go on: .*is its disk mounted\?/,
  )
  assert.deepEqual(await read(store, 1), [1, 1])
  await assert.rejects(read(store, 2), {
    kind: 'damaged',
    message: /\/v1\/segments\/.*its volume is not there/,
  })
  await append(store, [1, 3])
  assert.deepEqual(await read(store, 3), [3, 3, 3, 3])
  await store.close()
})

test('a full volume is passed over; when all are full, the write says so and leaves nothing', async () => {
  const host = simHost(1)
  const store = await made(host, ['/v1'])
  const full = new Set(['/v1'])
  host.faults.refuse(operation => {
    const path = operation.split(' ').find(word => word.includes('/segments/'))
    const volume = path?.slice(0, path.indexOf('/segments'))
    if (!operation.startsWith('write') || volume === undefined || !full.has(volume)) return undefined
    return new DiskError('full', path!, 'no space left on the disk')
  })
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 6 })
  assert.equal(host.lines.filter(line => /The volume \/v1 is full/.test(line)).length, 1)
  full.add('/own')
  await assert.rejects(append(store), {
    reason: 'full',
    message: 'There is no room left on any volume: /own, /v1.',
  })
  assert.deepEqual(await readAll(store), twice)
  await store.close()
})

test('chunks go from one volume to another while they are read and written', async () => {
  const host = simHost(1)
  let store = await made(host, ['/v1'])
  await append(store)
  assert.deepEqual(filesOn(host), { '/own': 3, '/v1': 3 })
  const early = store.snapshot()
  const before = () => early.read(DB, 't', '1').then(({ columns: [id] }) => id!.length)
  const [first] = store.held()
  const moving = store.moveChunk(first!.id, 0, 1)
  await append(store)
  await moving
  await store.moveChunk(store.held()[2]!.id, 0, 1)
  assert.equal(await before(), 2)
  early.close()
  const four = PARTITIONS.map(id => [id, id, id, id])
  assert.deepEqual(await readAll(store), four)
  await store.settle()
  assert.deepEqual(filesOn(host), { '/own': 3, '/v1': 9 })
  await store.close()
  store = await open(host, ['/v1'])
  assert.deepEqual(await readAll(store), four)
  await store.close()
})

test('a chunk that can not be moved stays where it was', async () => {
  const host = simHost(1)
  const store = await made(host, ['/v1'])
  const transaction = store.begin()
  await transaction.append(DB, 't', '1', [ints(Array.from({ length: 5000 }, () => 1))])
  await transaction.commit()
  const [path] = host.disk.paths().filter(each => each.startsWith('/own/segments') && each.endsWith('.arrow'))
  host.disk.corrupt(path!, 5000)
  await assert.rejects(store.moveChunk(store.held()[0]!.id, 0, 1), { kind: 'damaged' })
  await store.settle()
  assert.deepEqual(filesOn(host), { '/own': 1 })
  await store.close()
})
