import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compiler } from '../../src/compiler/compiler.ts'
import { builtins } from '../../src/functions/builtins.ts'
import { Context } from '../../src/runtime/context.ts'
import { progressWords, readProgress } from '../../src/runtime/progress.ts'
import { queries } from '../../src/runtime/query.ts'
import { queryRunner } from '../../src/sql/runner.ts'
import { display } from '../../src/values/format/format.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { PartitionedSource } from './partitioned-source.ts'
import { SpreadSource } from './spread-source.ts'

const registry = builtins()

// t in memory, and pt with the same rows in three partitions by d.
function openTables() {
  const progress = progressWords()
  const context = new Context({
    print: () => {},
    now: () => 0n,
    monotonic: () => 0n,
    sleep: () => {},
    cancelFlag: new Int32Array(new SharedArrayBuffer(4)),
    progress,
    seeds: () => [1, 2, 3, 4],
  })
  const compiler = new Compiler(context, registry)
  context.evaluator = compiler
  context.provide(queries, queryRunner)
  compiler.run(
    't = table(1 1 1 2 2 3 3 3 as d, `a`b`a`b`c`a`c`c as s, 1 2 3 4 NULL 6 7 8 as v, 1.5 0.5 2 1 3 0.25 4 1 as w)',
  )
  const parts = new Map(
    [1, 2, 3].map(d => [`p${d}`, compiler.run(`select * from t where d = ${d}`) as Table]),
  )
  const source = new PartitionedSource(parts)
  context.variables.set('pt', source)
  const spread = new SpreadSource(parts)
  context.variables.set('spread', spread)
  const run = (script: string) => display(compiler.run(script)!)
  return { source, spread, run, progress: () => readProgress(progress) }
}

for (const query of [
  'select * from T',
  'select v * 2 as x, s from T where w > 1',
  'select sum(v) from T',
  'select sum(v) + count(*) as n, avg(v) as m from T where d > 1',
  'exec max(v) from T',
  'exec count(*) from T where w > 100',
  'select sum(v), avg(v), std(w), first(s), last(v), count(v) from T group by s',
  'select sum(v) \\ count(*) as r, s from T group by d % 2 as odd, s',
  'select sum(v) as n from T group by s having count(*) > 2 order by n desc',
  'select med(v) as m from T group by s',
  'select wavg(v, w) as m from T group by s',
  'select top 4 v from T',
  'select distinct s from T',
  'select s, v, v - avg(v) as c from T context by s',
  'select v from T where v > avg(v)',
  'select v from T where v > avg(v), d <= 2',
  'select v from T where d <= 2, v > avg(v)',
  'select v from T where v < avg(v) and d >= 2',
  'select v from T where v = (select max(v) from T)',
  'select round(avg(w), 1) as m, string(max(v)) as x from T',
  'select abs(min(w) - 2) as x, upper(s) as u from T group by s having sqrt(count(v)) > 1',
  'select [HINT_SORT] sum(v) from T group by s',
  'select [HINT_SORT] top 2 sum(v) from T where d > 1 group by v % 3 as r, s having count(*) > 0',
  'select sum(v) from T pivot by d, s',
  'select count(*) as c, sum(v) as total from T cgroup by d order by d',
  'select v from T order by w desc limit 3',
  'select d, v, q from ej(T, table(1 3 as d, `x`y as q), `d)',
]) {
  test(`partitions don't matter to ${query}`, () => {
    const { run } = openTables()
    const expected = run(query.replaceAll(/\bT\b/g, 't'))
    assert.equal(run(query.replaceAll(/\bT\b/g, 'pt')), expected)
    assert.equal(run(query.replaceAll(/\bT\b/g, 'spread')), expected)
  })
}

const readings: readonly (readonly [query: string, reads: readonly string[]])[] = [
  ['select sum(v) from pt where d = 2', ['p2: d,v']],
  ['select s from pt where d in 1 3', ['p1: d,s', 'p3: d,s']],
  ['select s from pt where d between 2:3 and w > 1', ['p2: d,s,w', 'p3: d,s,w']],
  ['select s from pt where d > 2, v > 1', ['p2: d,s,v', 'p3: d,s,v']],
  ['select top 2 s from pt', ['p1: s']],
  ['select top 2 s from pt where v > 3', ['p1: s,v', 'p2: s,v', 'p3: s,v']],
  ['select count(*) from pt', ['p1: d', 'p2: d', 'p3: d']],
]
for (const [query, reads] of readings) {
  test(`${query} reads ${reads.join('; ')}`, () => {
    const { source, run } = openTables()
    run(query)
    assert.deepEqual(
      source.reads.map(read => read.replaceAll(/\s+/g, ' ')),
      reads,
    )
  })
}

test('aggregates of parts are asked of other nodes, and computed here for those that are lost', () => {
  const { spread, run } = openTables()
  run('select avg(v) as m, s from spread where w > 0.5 group by s having count(*) > 1 order by m')
  assert.deepEqual(spread.asked, [
    'select sum(v) as partial0,count(v) as partial1,count(*) as partial2,count(*) as partial3 from partOfTable where w > 0.5 group by s as key0',
  ])
  assert.deepEqual(
    spread.reads.map(read => read.split(':')[0]),
    ['p1', 'p3'],
  )
})

test('map runs a query in each partition', () => {
  const { run } = openTables()
  assert.equal(run('exec n from (select count(*) as n from pt map)'), '[3,2,3]')
})

test('rows counted in several parts are LONG, as sums are; in one part INT', () => {
  const { run } = openTables()
  assert.equal(run('typestr exec count(*) from pt'), 'LONG')
  assert.equal(run('typestr exec count(*) from pt where d = 1'), 'INT')
  assert.equal(run('typestr exec count(*) from t'), 'INT')
})

test('update and delete put whole partitions back', () => {
  const { source, run } = openTables()
  run('update pt set v = v * 10 where s = `a\nexec v from pt')
  assert.equal(run('exec v from pt'), '[10,2,30,4,,60,7,8]')
  run('update pt set w = sum(w) context by s\n1')
  assert.equal(run('exec w from pt where s = `b'), '[1.5,1.5]')
  run('delete from pt where d = 2\n1')
  assert.equal(source.partCount(), 2)
  run('delete from pt where v > avg(v)\n1')
  assert.equal(run('exec v from pt'), '[10,2,7,8]')
})

test('rows of partitions are updated and deleted by what they are joined with', () => {
  const { run } = openTables()
  run('f = table(`a`b as s, 100 200 as plus)\nupdate pt set v = v + plus from ej(pt, f, `s) where d > 1\n1')
  assert.equal(
    run('select s, d, v from pt where s in `a`b'),
    run('update t set v = v + plus from ej(t, f, `s) where d > 1\nselect s, d, v from t where s in `a`b'),
  )
  run('delete pt from ej(pt, f, `s) where plus > 150\n1')
  assert.equal(run('exec count(*) from pt where s = `b'), '0')
  assert.throws(() => run('update pt set other = plus from ej(pt, f, `s)'), /no column other/)
})

test('of rows that are joined, partitions are read that can match', () => {
  const { source, run } = openTables()
  const read = (change: string) => {
    source.reads.length = 0
    run(`f = table(1 3 as d, 10 20 as plus)\n${change}\n1`)
    return source.reads.map(each => each.slice(1, 2)).join(' ')
  }
  assert.equal(read('update pt set v = v + plus from ej(pt, f, `d)'), '1 3')
  assert.equal(read('update pt set v = plus from f left join pt on f.d = pt.d'), '1 3')
  assert.equal(
    read('update pt set v = v + plus from pt inner join f on pt.d = f.d where plus > 10, pt.d < 2'),
    '1',
  )
  assert.equal(read('update pt set v = v + plus from ej(pt, f as g, `d, `plus)'), '')
  assert.equal(read('update pt set v = plus from pt left join f on pt.d = f.d where plus = 10'), '1 2 3')
  assert.equal(read('update pt set v = a.v from ej(pt as a, pt as b, `d)'), '1 2 3')
  assert.equal(read('delete pt from ej(pt, f, `d) where plus = 20'), '1 3')
})

test('a query tells how many partitions it reads, and how many are done', () => {
  const { run, progress } = openTables()
  assert.deepEqual(progress(), { total: 0, done: 0 })
  run('select v from pt')
  assert.deepEqual(progress(), { total: 3, done: 3 })
  run('select sum(v) from pt')
  assert.deepEqual(progress(), { total: 3, done: 3 })
  run('select sum(v) from spread')
  assert.deepEqual(progress(), { total: 3, done: 3 })
  run('select top 1 v from pt')
  assert.deepEqual(progress(), { total: 3, done: 1 })
})

test('who misspells a column hears of all that there are, not only of those that the query reads', () => {
  const { run } = openTables()
  assert.throws(() => run('select sum(price) from pt group by s'), { hint: 'The columns are: d, s, v, w' })
})
