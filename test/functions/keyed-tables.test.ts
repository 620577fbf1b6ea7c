import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from '../check.ts'

// Columns of keys, made of 5,000 whole numbers i of which many are the same.
const KEYS: Readonly<Record<string, readonly string[]>> = {
  integers: ['i'],
  'small integers': ['short(i - 1000)'],
  longs: ['1000000000l * i - 700000000000l'],
  dates: ['date(i)'],
  doubles: ['0.1 * i - 50'],
  floats: ['float(i) / 7'],
  strings: ['"key" + string(i)'],
  symbols: ['symbol("key" + string(i % 50))'],
  'decimals of 128 bits': ['decimal128(i, 3)'],
  points: ['point(i % 20, -i % 7)'],
  'a symbol and a long': ['symbol("s" + string(i % 5))', 'long(i)'],
  'a date, a double and a string': ['date(i % 10)', '0.5 * (i % 30)', 'string(i % 8)'],
}

for (const [what, columns] of Object.entries(KEYS)) {
  test(`a keyed table finds its rows by ${what}`, () => {
    const names = columns.map((_, i) => `k${i}`)
    const aliased = columns.map((column, i) => `${column} as ${names[i]}`).join(', ')
    const script = `
      setRandomSeed(7)
      i = rand(1500, 5000)
      t = table(${aliased}, 1..5000 as v)
      kt = keyedTable([${names.map(name => `"${name}"`)}], t[0:0])
      for (at in 0..7) kt.append!(t[(at * 625):((at + 1) * 625)])
      late = select ${names}, last(v) as v from t group by ${names}
      print(kt.size() == late.size())
      print(all((exec v from kt order by v) == (exec v from late order by v)))
      delete from kt where v % 3 = 0
      kt.append!(t)
      print(all((exec v from kt order by v) == (exec v from late order by v)))
      print(all(${names.length === 1 ? `t.k0 in kt` : `[${names.map(name => `t.${name}`)}] in kt`}))`
    assert.deepEqual(run(script), { printed: 'true\ntrue\ntrue\ntrue' })
  })
}

test('keys: both zeros are one, and nulls are keys too', () => {
  const script =
    'kt = keyedTable(`k, [0.0, -0.0, 00F, 1.0, 00F] as k, 1..5 as v); upsert!(kt, table([-0.0, 1.0] as k, 8 9 as v)); print(exec v from kt); print(0.0 in kt, 2.0 in kt)'
  assert.deepEqual(run(script), { printed: '[8,5,9]\ntrue\nfalse' })
})

test('upserts into a stored table: the first row of a key is replaced, nulls leave what is there', () => {
  const script = `
    db = database("dfs://upserts", VALUE, 1..3)
    t = table(1 1 2 1 as p, "a" "b" "a" "a" as k, 1 2 3 4 as v, symbol("x" "y" "z" "x") as s)
    pt = db.createPartitionedTable(t, "pt", "p").append!(t)
    upsert!(pt, table(1 1 2 2 as p, "a" "c" "b" "b" as k, 10 20 30 NULL as v, symbol("u" "" "w" "q") as s), true, ["k"])
    a = exec v from pt order by p, k, v
    print(a)
    b = exec string(s) from pt order by p, k, v
    print(b)
    upsert!(pt, table(2 2 as p, "b" "b" as k, 5 NULL as v, symbol("r" "") as s), false, ["k"])
    print(exec v from pt where p = 2 order by k)
    dropDatabase("dfs://upserts")`
  assert.deepEqual(run(script), {
    printed: '[4,10,2,20,3,30]\n["x","u","y",,"z","q"]\n[3,]',
  })
})
