import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiskError } from '../../src/host/disk.ts'
import type { DatabaseRecord } from '../../src/storage/catalog/database-record.ts'
import { newTable, type TableRecord } from '../../src/storage/catalog/table-record.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { restarted, type SimHost, simHost } from '../sim/host.ts'

const DB = 'dfs://test'

const database: DatabaseRecord = {
  path: DB,
  levels: [valueLevel(ints([1, 2, 3]))],
  engine: 'OLAP',
  atomic: 'TRANS',
  chunkGranularity: 'TABLE',
  owner: 'admin',
}

const table: TableRecord = newTable(7, database, {
  name: 'pt',
  columns: [
    { name: 'id', type: types.INT },
    { name: 's', type: types.SYMBOL },
  ],
  partitionColumns: ['id'],
})

async function opened(host: SimHost = simHost(1)) {
  const store = await Store.open(host, '/data', { inlineBytes: 500, compaction: 'manual' })
  await store.definitions.adoptTable(database, table)
  return { host, store }
}

const rows = (from: number, count: number) => [
  ints(Array.from({ length: count }, (_, i) => from + i)),
  SymbolVector.of(Array.from({ length: count }, (_, i) => `s${(from + i) % 5}`)),
]

// A commit of the cluster's at one replica.
async function write(store: Store, cid: number, from: number, count: number, id = 'the chunk') {
  const transaction = store.begin(1000 + cid)
  transaction.identify(DB, 'pt', '1', id)
  await transaction.append(DB, 'pt', '1', rows(from, count))
  await transaction.prepare()
  await transaction.commit(cid)
}

async function contents(store: Store): Promise<number[]> {
  const snapshot = store.snapshot()
  try {
    const read = await snapshot.read(DB, 'pt', '1')
    return Array.from(read.columns[0] as unknown as { length: number }, (_, i) =>
      Number((read.columns[0] as FixedVector).raw(i)),
    )
  } finally {
    snapshot.close()
  }
}

// Brings `target` up to what `source` holds; tells how many segments that took, and whether all was replaced.
async function recover(source: Store, target: Store, spoil = (bytes: Uint8Array) => bytes) {
  const exported = source.export(DB, 'pt', '1')
  const copy = exported.since(target.heldChunk(DB, 'pt', '1')?.cid ?? 0)
  const transaction = target.begin(-1)
  try {
    await transaction.adopt(DB, 'pt', '1', copy, async (segment, position, length) =>
      spoil(await exported.read(segment.number, position, length)),
    )
    await transaction.commit(copy.cid)
  } catch (error) {
    await transaction.rollback()
    throw error
  } finally {
    exported.close()
  }
  return { segments: copy.segments.length, replace: copy.replace }
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

test('a node that has nothing takes over everything, small and large, and keeps it', async () => {
  const { store: source } = await opened()
  await write(source, 3, 0, 10)
  await write(source, 5, 10, 1000)
  const { host, store: target } = await opened(simHost(2))
  assert.deepEqual(await recover(source, target), { segments: 2, replace: true })
  assert.deepEqual(await contents(target), upTo(1010))
  await target.close()
  const again = await Store.open(host, '/data')
  assert.deepEqual(await contents(again), upTo(1010))
  assert.deepEqual(
    again.held().map(({ id, cid, table, path }) => [id, cid, table, path]),
    [['the chunk', 5, 7, '1']],
  )
})

test('a node that is behind takes over what it lacks, whatever each has joined', async () => {
  const { store: source } = await opened()
  const { store: target } = await opened(simHost(2))
  for (const store of [source, target]) {
    await write(store, 3, 0, 10)
    await write(store, 5, 10, 10)
  }
  await source.compact(DB, 'pt', '1')
  await write(source, 8, 20, 10)
  assert.deepEqual(await recover(source, target), { segments: 1, replace: false })
  assert.deepEqual(await contents(target), upTo(30))
  // A segment that spans the commit that the node has can't be taken apart.
  await write(source, 9, 30, 10)
  await source.compact(DB, 'pt', '1')
  assert.deepEqual(await recover(source, target), { segments: 1, replace: true })
  assert.deepEqual(await contents(target), upTo(40))
  assert.equal(target.heldChunk(DB, 'pt', '1')?.cid, 9)
  await write(target, 10, 40, 10)
  assert.deepEqual(await contents(target), upTo(50))
})

test('rows that were replaced meanwhile go', async () => {
  const { store: source } = await opened()
  const { store: target } = await opened(simHost(2))
  for (const store of [source, target]) await write(store, 3, 0, 10)
  const transaction = source.begin(2000)
  await transaction.replace(DB, 'pt', '1', rows(100, 3))
  await transaction.commit(4)
  await write(source, 5, 103, 2)
  assert.deepEqual(await recover(source, target), { segments: 2, replace: true })
  assert.deepEqual(await contents(target), [100, 101, 102, 103, 104])
})

test('bytes that changed on their way are refused, and nothing is left of them', async () => {
  const { store: source } = await opened()
  await write(source, 3, 0, 1000)
  const { host, store: target } = await opened(simHost(2))
  const spoil = (bytes: Uint8Array) => {
    bytes[2000] ^= 1
    return bytes
  }
  await assert.rejects(recover(source, target, spoil), /damaged/)
  assert.equal(target.heldChunk(DB, 'pt', '1'), undefined)
  assert.deepEqual(
    host.disk.paths().filter(path => path.endsWith('.arrow')),
    [],
  )
  await recover(source, target)
  assert.deepEqual(await contents(target), upTo(1000))
})

test('where another chunk has lain, its rows go with the first write of the new one', async () => {
  const { host, store } = await opened()
  await write(store, 3, 0, 10)
  const transaction = store.begin(5)
  transaction.identify(DB, 'pt', '1', 'another chunk')
  await transaction.append(DB, 'pt', '1', rows(50, 2))
  await transaction.prepare()
  // The identity is part of what is prepared.
  const after = await Store.open(restarted(host, 1), '/data')
  await after.prepared(5)!.commit(9)
  assert.deepEqual(await contents(after), [50, 51])
  assert.equal(after.heldChunk(DB, 'pt', '1')?.id, 'another chunk')
})

test('a version is read as its commit left it, while it is kept', async () => {
  const { store } = await opened()
  store.keepSince(0)
  await write(store, 3, 0, 10)
  await write(store, 5, 10, 10)
  const read = async (cid: number) =>
    (await store.readVersion({ database: DB, table: 'pt', path: '1', cid, columns: ['id'], bounds: [] })).rows
  assert.deepEqual([await read(3), await read(5)], [10, 20])
  store.keepSince(5)
  await assert.rejects(read(3), /not here as of commit 3/)
  await assert.rejects(read(4), /not here as of commit 4/)
})

test('who looked before a replica was removed, under the very commit that it is removed with, finds none and not an empty one', async () => {
  const { store } = await opened()
  store.keepSince(0)
  await write(store, 3, 0, 10)
  const removal = store.begin(-9)
  removal.remove(DB, 'pt', '1')
  await removal.commit(3)
  const read = { database: DB, table: 'pt', path: '1', cid: 3, columns: ['id'], bounds: [] }
  await assert.rejects(store.readVersion(read), /not here as of commit 3/)
})

test('a table that the disk refused is not there, and takes no other with it when it is forgotten', async () => {
  const { host, store } = await opened()
  const { definitions } = store
  let refuses = true
  host.faults.refuse(() => (refuses ? new DiskError('failed', '/data', 'the disk fails') : undefined))
  await assert.rejects(definitions.adoptTable(database, { ...table, id: 8, name: 'new' }), /the disk fails/)
  refuses = false
  assert.deepEqual([definitions.tableNumbered(8), store.tableIds], [undefined, [7]])
  await definitions.adoptTable(database, { ...table, id: 9, name: 'new' })
  await definitions.forgetTable(8)
  const transaction = store.begin(1)
  await transaction.append(DB, 'new', '1', rows(0, 2))
  await transaction.commit(1)
})

test('a table takes the place of whatever had its number; what had its name is put aside', async () => {
  const { store } = await opened()
  await write(store, 3, 0, 10)
  const names = () => store.held().map(({ table, tableName, rows }) => [table, tableName, rows])
  await store.definitions.adoptTable(database, { ...table, name: 'renamed' })
  assert.deepEqual(names(), [[table.id, 'renamed', 10]])
  await store.definitions.adoptTable(database, { ...table, id: 9, name: 'renamed' })
  assert.deepEqual(names(), [[table.id, `renamed (${table.id})`, 10]])
  assert.equal(store.definitions.tableNumbered(9)!.name, 'renamed')
  await store.definitions.adoptTable(database, { ...table, name: 'other' })
  assert.deepEqual(names(), [[table.id, 'other', 10]])
  assert.equal(store.definitions.tableNumbered(9)!.name, 'renamed')
})
