import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compiler } from '../../src/compiler/compiler.ts'
import { builtins } from '../../src/functions/builtins.ts'
import { Context } from '../../src/runtime/context.ts'
import { queries } from '../../src/runtime/query.ts'
import { queryRunner } from '../../src/sql/runner.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { PartitionedSource } from './partitioned-source.ts'

const registry = builtins()

// t in memory, pt with the same rows in three partitions by d. The clock goes on by a microsecond each time it is read.
function openTables() {
  let nanoseconds = 0n
  const context = new Context({
    print: () => {},
    now: () => 0n,
    monotonic: () => (nanoseconds += 1000n),
    sleep: () => {},
    cancelFlag: new Int32Array(new SharedArrayBuffer(4)),
    seeds: () => [1, 2, 3, 4],
  })
  const compiler = new Compiler(context, registry)
  context.evaluator = compiler
  context.provide(queries, queryRunner)
  compiler.run('t = table(1 1 1 2 2 3 3 3 as d, `a`b`a`b`c`a`c`c as s, 1 2 3 4 NULL 6 7 8 as v)')
  const parts = new Map(
    [1, 2, 3].map(d => [`p${d}`, compiler.run(`select * from t where d = ${d}`) as Table]),
  )
  context.variables.set('pt', new PartitionedSource(parts))
  const explained = (script: string) => {
    const value = compiler.run(script)
    assert.ok(value instanceof Scalar, 'an explanation is a text')
    const { measurement, explain } = JSON.parse(String(value.raw))
    assert.equal(measurement, 'microsecond')
    return explain
  }
  return { compiler, explained }
}

test('a query over memory tells its steps in order, and how many rows each left', () => {
  const { explained } = openTables()
  const told = explained('select [HINT_EXPLAIN] sum(v) from t where v > 1, v < 8 group by s order by s')
  assert.deepEqual(told, {
    from: { rows: 8, cost: 2 },
    where: { rows: 5, cost: 1 },
    groupBy: { sorted: false, rows: 3, cost: 1 },
    sort: { cost: 1 },
    rows: 3,
    cost: 11,
  })
})

test('aggregates over partitions are mapped, merged and reduced; others are pruned', () => {
  const { explained } = openTables()
  const told = explained('select [HINT_EXPLAIN] sum(v) from pt where d >= 2, v != 7 group by s')
  assert.deepEqual(Object.keys(told), ['from', 'map', 'merge', 'reduce', 'rows', 'cost'])
  assert.deepEqual(told.from.partitions, { total: 3, pruned: 1 })
  assert.deepEqual(told.from.columns, ['d', 's', 'v'])
  assert.deepEqual(told.map.partitions, { read: 2 })
  assert.deepEqual(told.map.detail.most, {
    partition: 'p2',
    explain: { read: { rows: 2, cost: 1 }, where: { rows: 2, cost: 1 }, cost: 5 },
  })
  assert.deepEqual(told.map.detail.least.partition, 'p3')
  assert.deepEqual(told.map.detail.least.explain.where.rows, 2)
  // b and c of one partition, a and c of the other.
  assert.equal(told.merge.row, 3)
  assert.equal(told.rows, 3)
})

test('rows of one partition need no merge, and partitions behind enough rows are not read', () => {
  const { explained } = openTables()
  const one = explained('select [HINT_EXPLAIN] s from pt where d = 3')
  assert.deepEqual(Object.keys(one), ['from', 'map', 'rows', 'cost'])
  assert.deepEqual([one.from.partitions.pruned, one.rows], [2, 3])
  const top = explained('select [HINT_EXPLAIN] top 4 s from pt')
  assert.deepEqual(
    [top.from.partitions.pruned, top.map.partitions.read, top.merge.row, top.rows],
    [0, 2, 5, 4],
  )
})

test('the flag 32768 asks for an explanation, alone or with others', () => {
  const { compiler, explained } = openTables()
  assert.equal(explained('select [32768] * from t where v > 6').rows, 2)
  assert.equal(explained('exec [32896] v from t').rows, 8)
  assert.equal(explained('sql(select=sqlCol(`v), from=t, hint=32768).eval()').rows, 8)
  assert.equal((compiler.run('select [128] * from t') as Table).rows, 8)
})
