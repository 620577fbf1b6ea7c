import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestNode } from '../server/people.ts'

const there = new TestNode()
after(() => there.close())
await there.node.administration.open()
const admin = there.session('admin')
await admin.shown(`
n = 9000
t = table(take(2019.01.01..2019.01.03, n) as date, take(\`C\`MS\`MS\`MS\`IBM\`IBM\`IBM\`C\`C$SYMBOL, n) as sym, (1..n) % 101 * 0.5 as price, 1..n as qty)
db = database("dfs://stock", COMPO, [database("", VALUE, 2019.01.01..2019.01.03), database("", VALUE, \`C\`MS\`IBM)])
trades = db.createPartitionedTable(t, \`trades, \`date\`sym).append!(t)`)

test('sqlDS gives a data source for each partition that the conditions leave', async () => {
  await admin.shown('ds = sqlDS(<select * from trades where date = 2019.01.02>)')
  assert.equal(await admin.shown('typestr ds'), 'ANY VECTOR')
  for (const [i, sym] of ['C', 'IBM', 'MS'].entries())
    assert.equal(
      await admin.shown(`ds[${i}]`),
      `DataSource< select [7] * from trades [partition = /stock/20190102/${sym}] >`,
    )
  assert.equal(await admin.shown('sqlDS(<select * from trades where qty > 3>).size()'), '9')
  assert.equal(await admin.shown('sqlDS(<select * from t>)[0]'), 'DataSource< select [4] * from t >')
})

test('a query whose result is not that of its partitions together is split only by force', async () => {
  const refused = (query: string) => admin.shown(`sqlDS(<${query}>)`)
  assert.match(
    await refused('select sum(qty) from trades group by date'),
    /not grouped by the partitioning col/,
  )
  assert.match(await refused('select * from trades order by qty'), /order by clause/)
  assert.match(await refused('select top 3 * from trades'), /first rows/)
  assert.match(await refused('select sum(qty) from trades'), /aggregates over all partitions/)
  assert.equal(await admin.shown('sqlDS(<select sum(qty) from trades group by date, sym>).size()'), '9')
  assert.equal(await admin.shown('sqlDS(<select sum(qty) from trades>, true).size()'), '9')
})

test('mr maps, reduces and finishes; transformations come first', async () => {
  await admin.shown('ds = sqlDS(<select * from trades>); total = sum(t.qty)')
  assert.equal(await admin.shown('mr(ds, def(t): sum(t.qty), +) == total'), 'true')
  assert.equal(await admin.shown('mr(ds, def(t): t.rows()).sum()'), '9000')
  assert.equal(await admin.shown('mr(ds, def(t): t.rows(),, def(rs): rs.size())'), '9')
  await admin.shown('ds.transDS!(def(t): select qty from t where qty <= 100)')
  assert.equal(await admin.shown('mr(ds, def(t): sum(t.qty), +)'), '5050')
  await admin.shown(`
    few = sqlDS(<select * from trades where qty <= 10>)
    copy = db.createPartitionedTable(t, \`copy, \`date\`sym)
    mr(few, append!{copy},,, false)`)
  assert.equal(await admin.shown('exec sum(qty) from copy'), '55')
  assert.match(await admin.shown('mr(t, sum)'), /^error: Usage: mr.* ds should be a tuple of data sources/)
})

test('a median by iteration, as the manual computes it', async () => {
  await admin.shown(`
def medMap(data, range, colName){ return bucketCount(data[colName], double(range), 1024, true) }
def medFinal(range, result){
  x = result.cumsum()
  index = x.asof(x[1025] / 2.0)
  ranges = range[1] - range[0]
  if(index == -1) return (range[0] - ranges * 32) : range[1]
  else if(index == 1024) return range[0] : (range[1] + ranges * 32)
  else {
    interval = ranges / 1024.0
    startValue = range[0] + (index - 1) * interval
    return startValue : (startValue + interval)
  }
}
def medEx(ds, colName, range, precision){
  termFunc = def(prev, cur): cur[1] - cur[0] <= precision
  return imr(ds, range, medMap{,,colName}, +, medFinal, termFunc).avg()
}`)
  assert.equal(
    await admin.shown(
      'abs(medEx(sqlDS(<select * from trades>), `price, 0.0:200.0, 0.001) - med(t.price)) < 0.001',
    ),
    'true',
  )
  assert.equal(
    await admin.shown(
      'imr(sqlDS(<select * from trades>), 0, def(t, v, carry){ return t.rows() + v, iif(isNull(carry), 1, carry + 1) }, +, def(v, r): r, 2, true)',
    ),
    '90000',
  )
})

test('repartitionDS makes other parts than the table’s', async () => {
  assert.equal(
    await admin.shown(
      'repartitionDS(<select * from trades>, `date, RANGE, 2019.01.01 2019.01.03 2019.01.04)',
    ),
    '(DataSource< select [4] * from trades where date >= 2019.01.01,date < 2019.01.03 >,DataSource< select [4] * from trades where date >= 2019.01.03,date < 2019.01.04 >)',
  )
  await admin.shown('days = repartitionDS(<select * from trades>, `date)')
  assert.equal(
    await admin.shown('days[1]'),
    'DataSource< select [4] * from trades [partition = 20190102/*] >',
  )
  assert.equal(await admin.shown('mr(days, def(t): t.rows())'), '(3000,3000,3000)')
  assert.equal(
    await admin.shown('mr(repartitionDS(<select * from trades>, `sym, VALUE, `C`MS), def(t): t.rows())'),
    '(3000,3000)',
  )
  assert.match(
    await admin.shown('repartitionDS(<select * from trades>, `qty)'),
    /only for a partitioning column/,
  )
})

test('what no node has shared is refused', async () => {
  for (const view of ['', '{}', '[]', '{"answer": {"database": "1", "table": "2", "chunks": 3}}'])
    assert.match(
      await admin.shown(`queryParts('${view}', <select 1>)`),
      /^error: Usage: queryParts.* what a node has shared/,
    )
})

test('several tables by their partitions, or by a column that they have in common', async () => {
  await admin.shown(
    'u = table(take(2019.01.01..2019.01.03, 30) as date, 1..30 as qty); days = database("dfs://days", VALUE, 2019.01.01..2019.01.03).createPartitionedTable(u, `days, `date).append!(u)',
  )
  await admin.shown('both = multiTableRepartitionDS([<select qty from trades>, <select qty from days>])')
  assert.equal(await admin.shown('both.size()'), '12')
  assert.equal(
    await admin.shown('both[9]'),
    'DataSource< select [7] qty from days [partition = /days/20190101] >',
  )
  const ranges =
    'multiTableRepartitionDS([<select qty from trades>, <select qty from days>], `date, RANGE, 2019.01.01 2019.01.03 2019.01.04)'
  assert.equal(
    await admin.shown(`${ranges}[2]`),
    'DataSource< select [4] qty from days where date >= 2019.01.01,date < 2019.01.03 >',
  )
  assert.equal(await admin.shown(`sum(mr(${ranges}, def(t): sum(t.qty))) == sum(t.qty) + sum(u.qty)`), 'true')
})

test('replayDS gives days in order, each sorted by time, and divided at times', async () => {
  await admin.shown(`
ticks = table(take(2021.01.06 2021.01.04 2021.01.05, 6000) as date, take(15:59:59..09:30:00, 6000) as time, take(\`IBM\`GS, 6000) as sym)
db = database("dfs://ticks", COMPO, [database("", RANGE, 2021.01.04..2021.01.07), database("", VALUE, \`IBM\`GS)])
pt = db.createPartitionedTable(ticks, \`ticks, \`date\`sym).append!(ticks)
ds = replayDS(<select * from pt>, \`date, \`time)`)
  assert.equal(await admin.shown('mr(ds, def(t): first(t.date))'), '(2021.01.04,2021.01.05,2021.01.06)')
  assert.equal(await admin.shown('mr(ds, def(t): isSorted(t.time))'), '(true,true,true)')
  await admin.shown(
    'ds = replayDS(<select * from pt where date >= 2021.01.05>, `date, `time, [15:00:00, 15:30:00])',
  )
  assert.equal(await admin.shown('ds.size()'), '6')
  assert.equal(await admin.shown('sum(mr(ds, def(t): t.rows()))'), '4000')
  assert.equal(await admin.shown('mr(ds, def(t): min(t.time) >= 15:30:00)[2 5]'), '(true,true)')
  assert.match(await admin.shown('replayDS(<select * from pt>, `time)'), /partitioned by time/)
})
