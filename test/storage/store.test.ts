import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DatabaseRecord } from '../../src/storage/catalog/database-record.ts'
import type { TableSpec } from '../../src/storage/catalog/table-record.ts'
import { hashLevel, rangeLevel, valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { doubles, FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'
import { type SimHost, simHost } from '../sim/host.ts'

const DB = 'dfs://test'
const dates = (...days: number[]) => FixedVector.of(types.DATE, days)
const sequence = (n: number, start = 0) => ints(Array.from({ length: n }, (_, i) => start + i))

const database = (more: Partial<DatabaseRecord> = {}): DatabaseRecord => ({
  path: DB,
  levels: [valueLevel(ints([1, 2, 3]))],
  engine: 'OLAP',
  atomic: 'TRANS',
  chunkGranularity: 'TABLE',
  owner: 'admin',
  ...more,
})

const simple: TableSpec = {
  name: 'pt',
  columns: [
    { name: 'id', type: types.INT },
    { name: 'x', type: types.INT },
  ],
  partitionColumns: ['id'],
}

/** A store with one database and one table. */
async function opened(spec: TableSpec = simple, record = database(), host = simHost(1), inlineBytes = 500) {
  const store = await Store.open(host, '/data', { inlineBytes, compaction: 'manual' })
  await store.definitions.createDatabase(record)
  await store.definitions.createTable(DB, spec)
  return { host, store }
}

async function append(store: Store, path: string, columns: readonly Vector[], table = 'pt'): Promise<number> {
  const transaction = store.begin()
  await transaction.append(DB, table, path, columns)
  return transaction.commit()
}

async function read(store: Store, path: string, columns?: readonly string[], table = 'pt'): Promise<Table> {
  const snapshot = store.snapshot()
  try {
    return await snapshot.read(DB, table, path, columns)
  } finally {
    snapshot.close()
  }
}

const values = (table: Table, column: number | string = 0): unknown[] => {
  const vector = typeof column === 'string' ? table.column(column)! : table.columns[column]!
  if (vector instanceof FixedVector) return Array.from({ length: vector.length }, (_, i) => vector.raw(i))
  return Array.from({ length: vector.length }, (_, i) => (vector as SymbolVector | StringVector).text(i))
}

const segmentFiles = (host: SimHost) => host.disk.paths().filter(path => path.includes('/segments/'))

test('rows come back, small and large, now and after a restart', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints([1, 1]), ints([10, 11])])
  await append(store, '1', [ints(Array(1000).fill(1)), sequence(1000, 12)])
  await append(store, '2', [ints([2]), ints([5])])
  const expected = Array.from({ length: 1002 }, (_, i) => 10 + i)
  assert.deepEqual(values(await read(store, '1'), 'x'), expected)
  assert.equal(segmentFiles(host).length, 1)
  await store.close()
  const again = await Store.open(host, '/data')
  assert.deepEqual(values(await read(again, '1', ['x'])), expected)
  assert.deepEqual(values(await read(again, '2', ['x', 'id']), 'x'), [5])
  assert.deepEqual(values(await read(again, '3')), [])
  const snapshot = again.snapshot()
  assert.deepEqual(
    [...snapshot.chunks(DB, 'pt').values()].map(({ path, rows, cid, segments }) => [
      path,
      rows,
      cid,
      segments.length,
    ]),
    [
      ['1', 1002, 4, 2],
      ['2', 1, 5, 1],
    ],
  )
})

test('a transaction is visible as a whole, or never', async () => {
  const { host, store } = await opened()
  const first = store.begin()
  await first.append(DB, 'pt', '1', [ints(Array(200).fill(1)), sequence(200)])
  await first.append(DB, 'pt', '2', [ints([2]), ints([5])])
  assert.equal((await read(store, '1')).rows, 0)
  await first.rollback()
  assert.equal((await read(store, '1')).rows, 0)
  await store.settle()
  assert.deepEqual(segmentFiles(host), [])
  await assert.rejects(first.append(DB, 'pt', '1', [ints([1]), ints([1])]), /over/)
  const second = store.begin()
  await second.append(DB, 'pt', '1', [ints([1]), ints([5])])
  await second.append(DB, 'pt', '1', [ints([1]), ints([6])])
  await second.commit()
  assert.deepEqual(values(await read(store, '1', ['x'])), [5, 6])
})

test('replace and remove', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints(Array(300).fill(1)), sequence(300)])
  await append(store, '2', [ints([2]), ints([2])])
  const transaction = store.begin()
  await transaction.replace(DB, 'pt', '1', [ints([1]), ints([7])])
  await transaction.append(DB, 'pt', '1', [ints([1]), ints([8])])
  transaction.remove(DB, 'pt', '2')
  await transaction.commit()
  assert.deepEqual(values(await read(store, '1', ['x'])), [7, 8])
  assert.equal((await read(store, '2')).rows, 0)
  await store.settle()
  assert.deepEqual(segmentFiles(host), [])
})

test('a snapshot stays as it was, and its files stay with it', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints(Array(300).fill(1)), sequence(300)])
  const before = store.snapshot()
  const untouched = store.snapshot()
  assert.equal((await before.read(DB, 'pt', '1')).rows, 300)
  const transaction = store.begin()
  await transaction.replace(DB, 'pt', '1', [ints(Array(400).fill(1)), sequence(400)])
  await transaction.commit()
  await append(store, '1', [ints([1]), ints([400])])
  await store.compact(DB, 'pt', '1')
  await store.settle()
  store.clearCache()
  assert.equal((await before.read(DB, 'pt', '1')).rows, 300)
  assert.equal((await untouched.read(DB, 'pt', '1')).rows, 300)
  assert.equal((await read(store, '1')).rows, 401)
  assert.equal(segmentFiles(host).length, 2)
  before.close()
  untouched.close()
  await store.settle()
  assert.equal(segmentFiles(host).length, 1)
  await assert.rejects(before.read(DB, 'pt', '1'), /closed/)
})

test('earlier moments can be read while they are kept', async () => {
  const { store } = await opened()
  store.keepSince(0)
  const cids: number[] = []
  for (let i = 0; i < 4; i++) cids.push(await append(store, '1', [ints([1]), ints([i])]))
  const rows = async (cid: number) => {
    const snapshot = store.snapshot(cid)
    const table = await snapshot.read(DB, 'pt', '1')
    snapshot.close()
    return table.rows
  }
  assert.deepEqual(await Promise.all(cids.map(rows)), [1, 2, 3, 4])
  assert.equal(await rows(cids[0]! - 1), 0)
  store.keepSince(cids[2]!)
  assert.throws(() => store.snapshot(cids[0]!), /no longer kept/)
  assert.equal(await rows(cids[2]!), 3)
})

test('columns in memory grow with the chunk, under readers that have them', async () => {
  const { store } = await opened()
  await append(store, '1', [ints([1, 1]), ints([0, 1])])
  const held = await read(store, '1', ['x'])
  const old = store.snapshot()
  await old.read(DB, 'pt', '1', ['x'])
  for (let i = 2; i < 50; i++) {
    await append(store, '1', [ints([1]), ints([i])])
    if (i % 7 === 0) await Promise.all([read(store, '1', ['x']), read(store, '1', ['x']), read(store, '1')])
  }
  assert.deepEqual(
    values(await read(store, '1', ['x'])),
    Array.from({ length: 50 }, (_, i) => i),
  )
  assert.deepEqual(values(held), [0, 1])
  assert.deepEqual(values(await old.read(DB, 'pt', '1', ['x'])), [0, 1])
  old.close()
})

test('SYMBOLs of one column share their codes in all chunks', async () => {
  const columns = [...simple.columns, { name: 'sym', type: types.SYMBOL }]
  const { host, store } = await opened({ ...simple, columns })
  const rows = (path: number, texts: string[]) => [
    ints(texts.map(() => path)),
    ints(texts.map((_, i) => i)),
    SymbolVector.of(texts),
  ]
  await append(store, '1', rows(1, ['b', 'a', '', 'b']))
  await append(store, '2', rows(2, ['a', 'c']))
  await append(store, '1', [...rows(1, ['x', 'y']).slice(0, 2), StringVector.of(['c', 'b'])])
  const check = async (open: Store) => {
    const second = (await read(open, '2', ['sym'])).columns[0] as SymbolVector
    const first = (await read(open, '1', ['sym'])).columns[0] as SymbolVector
    assert.equal(first.base, second.base)
    assert.deepEqual(values(await read(open, '1', ['sym'])), ['b', 'a', '', 'b', 'c', 'b'])
    assert.deepEqual(values(await read(open, '2', ['sym'])), ['a', 'c'])
    assert.equal(first.isNullAt(2), true)
  }
  await check(store)
  await store.close()
  await check(await Store.open(host, '/data'))
})

test('a chunk has one writer at a time', async () => {
  const { store } = await opened()
  const first = store.begin()
  const second = store.begin()
  await first.append(DB, 'pt', '1', [ints([1]), ints([1])])
  await assert.rejects(
    second.append(DB, 'pt', '1', [ints([1]), ints([2])]),
    /<ChunkInTransaction>filepath '\/test\/1' .* has been owned by transaction 1\. RefId: S00002/,
  )
  await second.append(DB, 'pt', '2', [ints([2]), ints([2])])
  await assert.rejects(store.definitions.truncate(DB, 'pt'), /ChunkInTransaction/)
  await Promise.all([first.commit(), second.commit()])
  await append(store, '1', [ints([1]), ints([2])])
  assert.deepEqual(values(await read(store, '1', ['x'])), [1, 2])
})

test('a prepared transaction waits for its outcome, across restarts', async () => {
  const { host, store } = await opened()
  for (const tid of [100, 101]) {
    const transaction = store.begin(tid)
    await transaction.append(DB, 'pt', String(tid - 99), [ints(Array(200).fill(1)), sequence(200)])
    await transaction.append(DB, 'pt', String(tid - 99), [ints([1]), ints([200])])
    await transaction.prepare()
  }
  await store.close()
  const again = await Store.open(host, '/data', { inlineBytes: 500 })
  assert.deepEqual(again.preparedIds, [100, 101])
  assert.equal((await read(again, '1')).rows, 0)
  await assert.rejects(append(again, '1', [ints([1]), ints([1])]), /owned by transaction 100/)
  assert.throws(() => again.begin(100), /prepared already/)
  await again.prepared(100)!.commit(77)
  await again.prepared(101)!.rollback()
  assert.deepEqual(again.preparedIds, [])
  assert.equal((await read(again, '1')).rows, 201)
  assert.equal(again.published, 77)
  await again.settle()
  assert.equal(segmentFiles(host).length, 1)
  await again.close()
  const third = await Store.open(host, '/data')
  assert.equal((await read(third, '1')).rows, 201)
  assert.equal((await read(third, '2')).rows, 0)
  assert.deepEqual(third.preparedIds, [])
})

test('rows are dealt out to the partitions of a composite scheme', async () => {
  const levels = [valueLevel(dates(17744)), rangeLevel(ints([0, 50, 100]))]
  const spec: TableSpec = {
    name: 'pt',
    columns: [
      { name: 'at', type: types.TIMESTAMP },
      { name: 'id', type: types.INT },
    ],
    partitionColumns: ['at', 'id'],
  }
  const { store } = await opened(spec, database({ levels }))
  const day = 86_400_000n
  const at = FixedVector.of(types.TIMESTAMP, [17744n * day, 17745n * day - 1n, 17746n * day, 17744n * day])
  const insert = async (newValues: 'add' | 'skip' | 'fail') => {
    const transaction = store.begin()
    const rows = await store.insert(transaction, DB, 'pt', [at, ints([1, 60, 1, 100])], { newValues })
    await transaction.commit()
    return rows
  }
  assert.equal(await insert('skip'), 2)
  await assert.rejects(insert('fail'), /20180803 has no partition in dfs:\/\/test/)
  assert.equal(await insert('add'), 3)
  const snapshot = store.snapshot()
  assert.deepEqual(
    [...snapshot.chunks(DB, 'pt')].map(([path, { rows }]) => [path, rows]),
    [
      ['20180801/0_50', 2],
      ['20180801/50_100', 2],
      ['20180803/0_50', 1],
    ],
  )
  assert.equal(snapshot.database(DB).levels[0]!.count, 2)
})

test('columns come and go, under readers of both kinds', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints([1, 1]), ints([10, 20])])
  const before = store.snapshot()
  await store.definitions.addColumns(DB, 'pt', [
    { name: 'y', type: types.DOUBLE },
    { name: 's', type: types.SYMBOL },
  ])
  assert.deepEqual(
    before.table(DB, 'pt').columns.map(column => column.name),
    ['id', 'x'],
  )
  await append(store, '1', [ints([1]), ints([30]), doubles([1.5]), SymbolVector.of(['a'])])
  await append(store, '1', [ints([1]), ints([40])])
  const check = async (open: Store) => {
    const all = await read(open, '1')
    assert.deepEqual(all.names, ['id', 'x', 'y', 's'])
    assert.deepEqual(
      [0, 1, 2, 3].map(row => all.columns[2]!.isNullAt(row)),
      [true, true, false, true],
    )
    assert.deepEqual(values(all, 's'), ['', '', 'a', ''])
  }
  await check(store)
  await store.definitions.dropColumns(DB, 'pt', ['x'])
  await store.definitions.renameColumn(DB, 'pt', 'y', 'x')
  await store.compact(DB, 'pt', '1')
  assert.deepEqual(values(await before.read(DB, 'pt', '1', ['x'])), [10, 20])
  before.close()
  await store.compact(DB, 'pt', '1')
  assert.deepEqual((await read(store, '1', ['x'])).columns[0]!.get(2).form, 'scalar')
  await store.definitions.addColumns(DB, 'pt', [{ name: 'late', type: types.INT }])
  assert.equal((await read(store, '1', ['late'])).columns[0]!.isNullAt(0), true)
  await store.close()
  const again = await Store.open(host, '/data')
  const table = await read(again, '1')
  assert.deepEqual(table.names, ['id', 'x', 's', 'late'])
  assert.deepEqual(table.types.map(String), ['INT', 'DOUBLE', 'SYMBOL', 'INT'])
  assert.equal(values(table, 'x')[2], 1.5)
})

test('a column changes its type in all rows at once, and again', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints([1, 1]), ints([10, -2147483648])])
  await append(store, '2', [ints(Array(300).fill(2)), sequence(300)])
  const before = store.snapshot()
  const retype = (column: string, type: types.DataType) =>
    store.definitions.retypeColumn(DB, 'pt', column, type)
  await assert.rejects(retype('id', types.LONG), /partition column/)
  await retype('x', types.DOUBLE)
  await append(store, '1', [ints([1]), doubles([2.6])])
  await append(store, '2', [ints([2])])
  await retype('x', types.INT)
  await retype('x', types.DOUBLE)
  await append(store, '1', [ints([1]), doubles([0.5])])
  await retype('x', types.STRING)
  await append(store, '1', [ints([1]), StringVector.of(['new'])])
  const check = async (open: Store) => {
    assert.deepEqual(values(await read(open, '1', ['x'])), ['10', '', '3', '0.5', 'new'])
    assert.deepEqual(values(await read(open, '2', ['x'])).slice(299), ['299', ''])
    assert.deepEqual((await read(open, '1')).types.map(String), ['INT', 'STRING'])
  }
  await check(store)
  assert.deepEqual(values(await before.read(DB, 'pt', '1', ['x'])), [10, -2147483648])
  before.close()
  await store.compact(DB, 'pt', '2')
  await check(store)
  // A table with the columns of this one, as a restored one has them, has a history of its own.
  await store.definitions.createTable(DB, { ...store.snapshot().table(DB, 'pt'), name: 'copy' })
  await append(store, '1', [ints([1])], 'copy')
  assert.equal((await read(store, '1', ['x'], 'copy')).columns[0]!.isNullAt(0), true)
  await store.close()
  await check(await Store.open(host, '/data'))
})

test('definitions: what is there, what can not be', async () => {
  const { host, store } = await opened()
  const { definitions } = store
  const column = { name: 'a', type: types.INT }
  await assert.rejects(definitions.createDatabase(database()), /exists already/)
  await assert.rejects(definitions.createTable(DB, simple), /exists already/)
  await assert.rejects(definitions.createTable('dfs://none', simple), /There is no database dfs:\/\/none/)
  await assert.rejects(definitions.createTable(DB, { ...simple, name: '1t' }), /can't name a table/)
  await assert.rejects(
    definitions.createTable(DB, { ...simple, name: 't', columns: [column] }),
    /no column id/,
  )
  await assert.rejects(
    definitions.createTable(DB, { ...simple, name: 't', columns: [column, { ...column, name: 'A' }] }),
    /two columns named A/,
  )
  const sorted = { ...simple, name: 't', sortColumns: ['id'] }
  await assert.rejects(definitions.createTable(DB, sorted), /sortColumns are for the TSDB and IOTDB engines/)
  const text = { ...simple, name: 't', columns: [{ name: 'id', type: types.STRING }] }
  await assert.rejects(definitions.createTable(DB, text), /STRING can't be partitioned by a scheme of INT/)
  await assert.rejects(definitions.dropColumns(DB, 'pt', ['id']), /partition column/)
  await assert.rejects(append(store, '1', [doubles([1])]), /of type INT/)
  await assert.rejects(append(store, '1', [ints([1]), ints([])]), /has 0 rows/)
  await append(store, '1', [ints([1])])
  assert.equal((await read(store, '1', ['x'])).columns[0]!.isNullAt(0), true)
  await definitions.setColumnComments(DB, 'pt', { x: 'the x' })
  await definitions.setTableComment(DB, 'pt', 'points')
  await definitions.createTable(DB, { ...simple, name: 'dim', partitionColumns: [] })
  await append(store, '', [ints([9]), ints([9])], 'dim')
  await definitions.renameTable(DB, 'dim', 'dimension')
  assert.equal(await definitions.addValuePartitions(DB, ints([3, 4, 5])), 2)
  await assert.rejects(definitions.addRangePartitions(DB, ints([3, 4])), /VALUE, not RANGE/)
  await assert.rejects(definitions.removePartitions(DB, ['1']), /still holds rows/)
  await definitions.removePartitions(DB, ['3'])
  await store.close()
  const again = await Store.open(host, '/data')
  const snapshot = again.snapshot()
  assert.deepEqual(
    snapshot.tables(DB).map(table => [table.name, table.comment]),
    [
      ['pt', 'points'],
      ['dimension', ''],
    ],
  )
  assert.equal(snapshot.table(DB, 'pt').columns[1]!.comment, 'the x')
  assert.equal(snapshot.database(DB).levels[0]!.count, 4)
  assert.deepEqual(values(await read(again, '', ['x'], 'dimension')), [9])
})

test('dropping and truncating remove the files, but not from under a reader', async () => {
  const { host, store } = await opened()
  const fill = () => append(store, '1', [ints(Array(300).fill(1)), sequence(300)])
  await fill()
  const reader = store.snapshot()
  await store.definitions.truncate(DB, 'pt')
  assert.equal((await read(store, '1')).rows, 0)
  await fill()
  const second = store.snapshot()
  await store.definitions.dropDatabase(DB)
  assert.throws(() => store.snapshot().table(DB, 'pt'), /There is no database/)
  store.clearCache()
  assert.equal((await reader.read(DB, 'pt', '1')).rows, 300)
  assert.equal((await second.read(DB, 'pt', '1')).rows, 300)
  await store.settle()
  assert.equal(segmentFiles(host).length, 2)
  reader.close()
  second.close()
  await store.settle()
  assert.deepEqual(segmentFiles(host), [])
  await store.definitions.createDatabase(database({ levels: [hashLevel(types.INT, 3)] }))
  await store.definitions.createTable(DB, simple)
  assert.equal((await read(store, 'Key1')).rows, 0)
})

test('a table dropped while rows are written to it takes none', async () => {
  const { store } = await opened()
  const transaction = store.begin()
  await store.definitions.dropTable(DB, 'pt')
  await assert.rejects(transaction.append(DB, 'pt', '1', [ints([1]), ints([1])]), /There is no table pt/)
  await transaction.rollback()
})

test('small segments are joined beside other work', async () => {
  const host = simHost(1)
  const store = await Store.open(host, '/data', { inlineBytes: 500 })
  await store.definitions.createDatabase(database())
  await store.definitions.createTable(DB, simple)
  for (let i = 0; i < 300; i++) await append(store, '1', [ints([1]), ints([i])])
  await store.settle()
  const snapshot = store.snapshot()
  const [chunk] = snapshot.chunks(DB, 'pt').values()
  assert.ok(chunk!.segments.length < 20, `${chunk!.segments.length} segments`)
  snapshot.close()
  const expected = Array.from({ length: 300 }, (_, i) => i)
  assert.deepEqual(values(await read(store, '1', ['x'])), expected)
  store.clearCache()
  assert.deepEqual(values(await read(store, '1', ['x'])), expected)
  assert.deepEqual(host.lines, [])
})

test('a damaged file is named and not served; the rest is', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints(Array(300).fill(1)), sequence(300)])
  await append(store, '2', [ints(Array(300).fill(2)), sequence(300)])
  const [file] = segmentFiles(host)
  const size = (await host.disk.size(file!))!
  let noticed = 0
  for (let at = 0; at < size; at += 97) {
    host.disk.corrupt(file!, at)
    await store.close().catch(() => {})
    const again = await Store.open(host, '/data')
    // Arrow's own metadata is for other readers; ours don't look at it.
    const table = await read(again, '1').catch(error => {
      noticed++
      assert.equal(error.kind, 'damaged')
      assert.match(error.message, new RegExp(`${file} is damaged`))
    })
    if (table)
      assert.deepEqual(
        values(table, 'x'),
        Array.from({ length: 300 }, (_, i) => i),
      )
    assert.equal((await read(again, '2')).rows, 300)
    await again.close()
    host.disk.corrupt(file!, at)
  }
  assert.ok(noticed > 10, `${noticed} of ${size / 97}`)
  await host.disk.remove(file!)
  const last = await Store.open(host, '/data')
  await assert.rejects(read(last, '1'), /is damaged/)
})

test('errors of the disk reach the writer, and cost nothing but that transaction', async () => {
  const { host, store } = await opened()
  await append(store, '1', [ints([1]), ints([1])])
  const attempt = async () => {
    const transaction = store.begin()
    try {
      await transaction.append(DB, 'pt', '1', [ints(Array(300).fill(1)), sequence(300)])
      await transaction.commit()
    } catch (error) {
      await transaction.rollback()
      throw error
    }
  }
  for (const kind of [
    'create',
    'write',
    'sync /data/segments/00000001/',
    'sync /data/segments/00000001',
    'commit',
  ]) {
    host.faults.refuse(operation =>
      operation.startsWith(kind) ? new Error(`no luck with ${kind}`) : undefined,
    )
    await assert.rejects(attempt(), /no luck/, kind)
    host.faults.heal()
    await store.settle()
    assert.deepEqual(segmentFiles(host), [], kind)
  }
  // What can't be removed either is removed by the next who sweeps.
  host.faults.refuse(operation =>
    /^(write|remove)/.test(operation) ? new Error('no luck at all') : undefined,
  )
  await assert.rejects(attempt(), /no luck at all/)
  assert.equal(segmentFiles(host).length, 1)
  host.faults.heal()
  await store.begin().rollback()
  assert.deepEqual(segmentFiles(host), [])
  host.disk.capacity = 100
  await assert.rejects(attempt(), /no space left/)
  host.disk.capacity = Number.POSITIVE_INFINITY
  await attempt()
  assert.equal((await read(store, '1')).rows, 301)
})

test('one folder serves one store', async () => {
  const { host, store } = await opened()
  await assert.rejects(Store.open(host, '/data'), /The data in \/data is in use by another process/)
  await store.close()
  const again = await Store.open(host, '/data')
  await again.close()
  assert.throws(() => again.snapshot(), /closed/)
})
