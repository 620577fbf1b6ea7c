import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseToJson } from '../../src/storage/catalog/database-record.ts'
import { hashLevel, valueLevel } from '../../src/storage/partitions/scheme.ts'
import { unionOf } from '../../src/values/cast/union.ts'
import { DATE, INT, TIMESTAMP } from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { double, int, NULL, string } from '../../src/values/forms/scalar.ts'
import { Table } from '../../src/values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import type { Value } from '../../src/values/value.ts'
import { FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'
import { openSession, reopenStore } from '../check.ts'
import { SimCluster } from '../sim/cluster.ts'

test('after a restart points have their values, and the types that these gave them', () => {
  const session = openSession()
  const ok = (script: string) => {
    const { printed, error } = session.run(script)
    assert.equal(error, undefined)
    return printed
  }
  ok(`create database "dfs://restarted" partitioned by HASH([INT, 2]), VALUE(2017.08.07..2017.08.08), engine='IOTDB'
    create table "dfs://restarted"."pt" (id INT, ts TIMESTAMP, value IOTANY)
    partitioned by id, ts, sortColumns = [\`id, \`ts], latestKeyCache = true
    pt = loadTable("dfs://restarted", "pt")
    pt.append!(table(1 2 3 as id, take(2017.08.07T00:00:00.000, 3) as ts, (7h, 2.5f, "on") as value))
    pt.append!(table(1 2 3 as id, take(2017.08.08T00:00:00.000, 3) as ts, (8h, NULL, "off") as value))`)
  reopenStore()
  assert.equal(ok('exec value from pt order by ts, id'), '[7,2.5,"on",8,,"off"]')
  assert.equal(ok('each(typestr, (exec value from pt order by ts, id)[0 1 2])'), '["SHORT","FLOAT","STRING"]')
  const refused = session.run('insert into pt values(1, 2017.08.08T01:00:00.000, 9)')
  assert.match(String(refused.error), /The point \[1\] of the table pt has values of type SHORT/)
  assert.equal(ok('exec count(*) from pt'), '6')
  ok('insert into pt values(1, 2017.08.08T01:00:00.000, 9h)')
  assert.equal(ok('exec value from pt where id = 1'), '[7,8,9]')
})

const DB = 'dfs://points'
const DAY = 17_385

function rows(ids: readonly number[], days: readonly number[], values: readonly Value[]): Table {
  const times = FixedVector.of(
    TIMESTAMP,
    days.map(day => BigInt(DAY + day) * 86_400_000n),
  )
  return new Table(['id', 'ts', 'value'], [ints(ids), times, unionOf(new Tuple([...values]))])
}

test('values of several types are written to both replicas, in pieces, and read from any node', async () => {
  const sim = new SimCluster(1)
  await sim.start(1, 3)
  await sim.call(
    'n1',
    'createDatabase',
    databaseToJson({
      path: DB,
      levels: [hashLevel(INT, 1), valueLevel(FixedVector.of(DATE, [DAY, DAY + 1]))],
      engine: 'IOTDB',
      atomic: 'TRANS',
      chunkGranularity: 'TABLE',
      owner: 'admin',
    }),
  )
  await sim.call('n1', 'createTable', DB, {
    name: 'pt',
    columns: [
      { name: 'id', type: 'INT' },
      { name: 'ts', type: 'TIMESTAMP' },
      { name: 'value', type: 'IOTANY' },
    ],
    partitionColumns: ['id', 'ts'],
    sortColumns: ['id', 'ts'],
    latestKeyCache: true,
  })
  const insert = (table: Table) => sim.call('n1', 'insert', DB, 'pt', toTransferable(table))
  const kinds = [
    (i: number) => int(i),
    (i: number) => double(i / 4),
    (i: number) => string(`text ${i}`),
    () => NULL,
  ]
  const many = Array.from({ length: 400 }, (_, i) => kinds[i % 4]!(i))
  await insert(
    rows(
      many.map((_, i) => i % 4),
      many.map(() => 0),
      many,
    ),
  )
  const sorted = [0, 1, 2, 3].flatMap(id => many.filter((_, i) => i % 4 === id))
  const [path] = (sim.chunks()[0] as string).split('@')
  const read = async (alias: string) => {
    const table = fromTransferable(await sim.call(alias, 'read', DB, 'pt', path, ['value'], [])) as Table
    return display(table.columns[0]!.slice(0, table.rows))
  }
  const written = display(unionOf(new Tuple(sorted)))
  for (const alias of ['n1', 'n2', 'n3']) assert.equal(await read(alias), written, alias)
  await assert.rejects(
    insert(rows([1], [0], [int(5)])),
    /The point \[1\] of the table pt has values of type DOUBLE/,
  )
  await assert.rejects(
    sim.call('n3', 'insert', DB, 'pt', toTransferable(rows([1], [0], [int(5)]))),
    /has values of type DOUBLE/,
  )
  for (const alias of ['n1', 'n2', 'n3']) assert.equal(await read(alias), written, alias)
  const stores = [...sim.nodes.values()].map(({ node }) => node.store)
  assert.ok(stores.some(store => store.pointBytes > 0))
  for (const alias of ['n1', 'n2', 'n3']) await sim.call(alias, 'forgetPoints')
  assert.ok(stores.every(store => store.pointBytes === 0))
  // A node that has no day of it doesn't know what others have; that is no reason to do without one of them.
  await assert.rejects(insert(rows([1], [1], [int(5)])), /has values of type DOUBLE/)
  await insert(rows([1], [1], [double(5)]))
  await sim.until(() => sim.isQuiet(), 'all replicas are current')
})
