/** Random queries over random tables: DuckDB gives the same rows, and so do the same tables in partitions. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Scalar } from '../../src/values/forms/scalar.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { ScriptSession } from '../compiler/script.ts'
import { PartitionedSource } from '../sql/partitioned-source.ts'
import { DuckdbSession, type Rows, rowsOfTable, sorted } from './answers.ts'
import { families, type Query } from './queries.ts'
import { columnsOfT, columnsOfU, ourScript, type RandomTable, randomTable } from './random-tables.ts'

// More and others: PROPERTY_RUNS=5000 PROPERTY_SEED=7 node --test test/duckdb/queries.test.ts
const parameters = {
  numRuns: Number(process.env.PROPERTY_RUNS ?? 100),
  seed: Number(process.env.PROPERTY_SEED ?? 1),
}

let duckdb: DuckdbSession
before(async () => {
  duckdb = await DuckdbSession.open()
})

const tables = fc.tuple(randomTable('t', columnsOfT), randomTable('u', columnsOfU))

function open(made: readonly RandomTable[]): ScriptSession {
  const session = new ScriptSession()
  session.compiler.run(made.map(ourScript).join('\n'))
  return session
}

const answer = (session: ScriptSession, { ours }: Query) => rowsOfTable(session.compiler.run(ours)!)

const comparable = (rows: Rows, { ordered }: Query) => (ordered ? rows : sorted(rows))

for (const [title, queries] of Object.entries(families)) {
  test(`${title}: the same rows as DuckDB`, () =>
    fc.assert(
      fc.asyncProperty(tables, queries, async (made, query) => {
        await duckdb.make(made)
        const theirs = await duckdb.rows(query.duckdb)
        const ours = answer(open(made), query)
        assert.deepEqual(comparable(ours, query), comparable(theirs, query), made.map(ourScript).join('\n'))
      }),
      parameters,
    ))

  test(`${title}: the same rows from partitions`, () => {
    fc.assert(
      fc.property(tables, queries, (made, query) => {
        fc.pre(made[0].rows.length > 0)
        const session = open(made)
        const whole = session.compiler.run('select i, r, n, d, x, s, b, day from t order by i, r') as Table
        session.context.variables.set('t', whole)
        const expected = answer(session, query)
        session.context.variables.set('t', inPartitions(whole))
        assert.deepEqual(comparable(answer(session, query), query), comparable(expected, query))
      }),
      parameters,
    )
  })
}

/** A partition for each value of the first column, by which the rows are sorted. */
function inPartitions(whole: Table): PartitionedSource {
  const parts = new Map<string, Table>()
  const [key] = whole.columns
  for (let start = 0, end = 1; end <= whole.rows; end++) {
    if (end < whole.rows && (key!.get(end) as Scalar).raw === (key!.get(start) as Scalar).raw) continue
    parts.set(`p${start}`, whole.slice(start, end))
    start = end
  }
  return new PartitionedSource(parts)
}
