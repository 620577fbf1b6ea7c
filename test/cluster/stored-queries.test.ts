/** Random queries of stored and partitioned tables: they give what the same rows in memory give. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSession } from '../check.ts'
import { families, type Query } from '../duckdb/queries.ts'
import { columnsOfT, columnsOfU, ourScript, type RandomTable, randomTable } from '../duckdb/random-tables.ts'

// More and others: PROPERTY_RUNS=500 PROPERTY_SEED=7 node --test test/cluster/stored-queries.test.ts
const parameters = {
  numRuns: Number(process.env.PROPERTY_RUNS ?? 15),
  seed: Number(process.env.PROPERTY_SEED ?? 1),
}

/** Ways to part a table, and the columns by which they do. */
const schemes: readonly (readonly [scheme: string, columns: string])[] = [
  ['VALUE, -1 0 1 2 3', '`i'],
  ['RANGE, -5 0 2 9', '`i'],
  ['HASH, [INT, 3]', '`i'],
  ['LIST, [`x`y, `z]', '`s'],
  ['HASH, [SYMBOL, 2]', '`s'],
  ['VALUE, 2021.01.01..2021.01.03', '`day'],
  ['VALUE, 2021.01M..2021.03M', '`day'],
  ['RANGE, 1960.01.01 1970.01.01 2021.01.02 2022.01.01', '`day'],
  ['COMPO, [database("", VALUE, 2021.01.01..2021.01.03), database("", HASH, [SYMBOL, 2])]', '`day`s'],
  ['COMPO, [database("", RANGE, -5 1 9), database("", LIST, [`x, `y`z])]', '`i`s'],
  [
    'COMPO, [database("", VALUE, 2021.01M..2021.02M), database("", VALUE, `x`y`z), database("", HASH, [INT, 2])]',
    '`day`s`i',
  ],
]

// Partitions have no place for nulls.
const placeOfNull: Readonly<Record<string, number | string>> = { i: 2, s: 'y', day: 18_628 }
const withPlaces = (table: RandomTable): RandomTable => {
  const names = Object.keys(table.columns)
  return {
    ...table,
    rows: table.rows.map(row => row.map((cell, c) => cell ?? placeOfNull[names[c]!] ?? null)),
  }
}

const tables = fc.tuple(
  randomTable('t', columnsOfT)
    .filter(({ rows }) => rows.length > 1)
    .map(withPlaces),
  randomTable('u', columnsOfU),
)

const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const literals = {
  i: fc.constantFrom('-1', '0', '2', '7', '1.5', '00i', '2l'),
  s: fc.constantFrom('`x', '"z"', '"q"', '""'),
  day: fc.constantFrom('2021.01.01', '2021.01.03', '1969.12.29', '00d', '2021.01.03T12:00:00.000'),
}
const compared = <Name extends keyof typeof literals>(name: Name) =>
  fc
    .tuple(operator, literals[name], fc.boolean())
    .map(([op, literal, turned]) => (turned ? `${literal} ${op} ${name}` : `${name} ${op} ${literal}`))
const listed = <Name extends keyof typeof literals>(name: Name) =>
  fc
    .tuple(fc.constantFrom('in', 'not in'), fc.array(literals[name], { minLength: 1, maxLength: 3 }))
    .map(([word, list]) => `${name} ${word} (${list.join(', ')})`)

/** Conditions that let partitions be left out, and such that seem to. */
const aboutKeys = fc.oneof(
  ...(['i', 's', 'day'] as const).flatMap(name => [compared(name), listed(name)]),
  fc.constantFrom(
    'i between 0 : 2',
    'i not between 0 and 2',
    'day between 2021.01.01 and 2021.01.03',
    'month(day) = 2021.01M',
    'day.year() >= 2021',
    's like "%x%"',
    'upper(s) = "X"',
    'i in (select i from u)',
    'i = (select max(i) from u)',
    'i = 1 or s = `x',
    'not (s = `x and i < 2)',
    'i == r',
  ),
)
/** Conditions on more than a row: which rows they are about depends on the conditions before them. */
const aboutAll = fc.constantFrom('d > avg(d)', 'rank(n) < 4', 'n < max(n)', 'd != first(d)', 'r > med(r)')
const where = fc
  .tuple(
    fc.oneof(
      fc.array(aboutKeys, { minLength: 1, maxLength: 2 }),
      fc.tuple(aboutAll, aboutKeys),
      fc.tuple(aboutKeys, aboutAll),
    ),
    fc.constantFrom(', ', ' and '),
  )
  .map(([all, joined]) => `where ${all.map(each => (joined === ', ' ? each : `(${each})`)).join(joined)}`)

const byPartition: fc.Arbitrary<Query> = fc
  .tuple(
    fc.constantFrom(
      ['select * from t', ''],
      ['select r, cumsum(d) as c from t', 'context by s csort r'],
      ['select sum(d) as a, count(*) as n, last(x) as z from t', ''],
      ['select sum(d) as a, med(n) as m, first(x) as z from t', 'group by s, month(day) as m'],
      ['select [HINT_SORT] top 2 count(*) as n from t', 'group by day, i'],
      ['select sum(n) from t', 'pivot by i, s'],
      ['select top 3 r, i, day from t', 'order by d desc, r'],
      ['exec max(day) from t', 'group by i % 2'],
    ),
    where,
  )
  .map(([[select, by], rows]) => ({ ours: `${select} ${rows} ${by}`, duckdb: '', ordered: false }))

/** The first or last rows of each group: which parts are read for them depends on what is known of groups and times. */
const rowsOfGroups: fc.Arbitrary<Query> = fc
  .tuple(
    fc.constantFrom('*', 'r, d * 2 as e', 'r, cumsum(n) as c', 'i, count(*) as n'),
    fc.oneof(
      fc.constantFrom(
        '',
        'where s = `x',
        'where i = 2',
        'where i in (0, 2, 2), s in `x`z',
        'where s = `y, day >= 2021.01.01',
      ),
      where,
    ),
    fc.constantFrom(
      's csort day',
      's csort r',
      'i, s csort day, r',
      's, i csort day',
      'i csort day desc',
      'month(day) csort r',
    ),
    fc.constantFrom('limit -1', 'limit -1', 'limit -2', 'limit 1', 'limit -1 order by r'),
  )
  .map(([items, rows, by, limit]) => ({
    ours: `select ${items} from t ${rows} context by ${by} ${limit}`,
    duckdb: '',
    ordered: true,
  }))

const query = fc.oneof(
  { weight: 12, arbitrary: byPartition },
  { weight: 6, arbitrary: rowsOfGroups },
  ...Object.values(families),
)

for (const engine of ['memory', 'OLAP', 'TSDB']) {
  test(`${engine}: the same rows as from a table in memory`, { timeout: 120_000 }, () => {
    const session = openSession()
    const run = (script: string) => {
      const { printed, error } = session.run(script)
      assert.equal(error, undefined, script)
      return printed
    }
    // Types of counts differ, and so may the order of groups; what is printed of a cell doesn't.
    const answer = (script: string, ordered: boolean) => {
      const { printed, error, internal } = session.run(script)
      assert.notEqual(internal, true, `${script}: ${error}`)
      if (error !== undefined) return 'an error'
      return ordered ? printed : printed.split('\n').sort().join('\n')
    }
    const path = engine === 'memory' ? '' : `dfs://queries${engine}`
    const more = engine === 'TSDB' ? ', sortColumns=`s`r' : ''
    const queries = fc.array(query, { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(tables, fc.constantFrom(...schemes), queries, (made, [scheme, columns], asked) => {
        run(made.map(ourScript).join('\n'))
        if (path !== '') run(`if (existsDatabase("${path}")) dropDatabase("${path}")`)
        run(`db = database("${path}", ${scheme}${path === '' ? '' : `, engine="${engine}"`})
          pt = db.createPartitionedTable(t, "pt", ${columns}${more})
          pt.append!(select top 2 * from t); pt.append!(select * from t where r >= 2)
          mine = t; whole = select * from pt`)
        assert.equal(run('select * from whole order by r'), run('select * from mine order by r'))
        for (const { ours, ordered } of asked) {
          run('t = whole')
          const expected = answer(ours, ordered)
          run('t = pt')
          assert.equal(answer(ours, ordered), expected, `${scheme}: ${ours}`)
        }
      }),
      parameters,
    )
  })
}
