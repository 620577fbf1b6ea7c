import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

// A function of windows equals its aggregate of each window; an aggregate by group equals that of each group's rows.

const columns: readonly (readonly [name: string, source: string])[] = [
  ['integers', 'iif(rand(10, n) == 0, 00i, rand(100, n) - 50)'],
  ['doubles', 'iif(rand(10, n) == 0, 00F, rand(10.0, n) - 5)'],
  ['longs', 'long(rand(1000, n))'],
  ['decimals', 'decimal64(iif(rand(10, n) == 0, 00F, rand(10.0, n)), 2)'],
]

const aggregates = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'std',
  'var',
  'stdp',
  'varp',
  'med',
  'first',
  'last',
  'prod',
  'sum2',
  'skew',
  'kurtosis',
  'imin',
  'imax',
]
const running = ['sum', 'avg', 'count', 'min', 'max', 'std', 'var', 'med', 'prod']
const pairs = ['corr', 'covar', 'covarp', 'beta', 'wsum', 'wavg']

function session(column: string) {
  const opened = openSession()
  const ran = opened.run(`n = 200
x = ${column}
y = rand(10.0, n)
w = 7
near = def(a, b): sum(not((isNull(a) && isNull(b)) || abs(double(a) - double(b)) <= 1e-9 * (1 + abs(double(b))))) == 0
starts = max(0, (0..(n - 1)) - w + 1)`)
  assert.equal(ran.error, undefined)
  return opened
}

function isTrue(opened: ReturnType<typeof session>, script: string) {
  const ran = opened.run(script)
  assert.equal(ran.error ?? ran.printed, 'true', script)
}

for (const [name, column] of columns) {
  test(`moving aggregates of ${name}`, () => {
    const opened = session(column)
    for (const aggregate of aggregates)
      isTrue(opened, `near(m${aggregate}(x, w, 1), each(i -> ${aggregate}(x[starts[i]..i]), 0..(n - 1)))`)
  })

  test(`running aggregates of ${name}`, () => {
    const opened = session(column)
    for (const aggregate of running)
      isTrue(opened, `near(cum${aggregate}(x), each(i -> ${aggregate}(x[0..i]), 0..(n - 1)))`)
  })

  test(`aggregates of ${name} by group`, () => {
    const opened = session(column)
    const eachGroup = (call: string) => `each(k -> ${call}, sort(distinct(g)))`
    const grouped = (call: string) => `(exec a from (select ${call} as a from t group by g order by g))`
    opened.run('g = rand(6, n)\nt = table(g, x, y)')
    for (const aggregate of aggregates)
      isTrue(opened, `near(${grouped(`${aggregate}(x)`)}, ${eachGroup(`${aggregate}(x[g == k])`)})`)
    for (const aggregate of pairs) {
      const ofRows = eachGroup(`${aggregate}(x[g == k], y[g == k])`)
      isTrue(opened, `near(${grouped(`${aggregate}(x, y)`)}, ${ofRows})`)
    }
  })

  test(`moving and running aggregates of ${name} in each group`, () => {
    const opened = session(column)
    opened.run('g = rand(6, n)\nt = table(g, x, 0..(n - 1) as i)')
    const calls = [...aggregates.map(each => `m${each}(x, w, 1)`), ...running.map(each => `cum${each}(x)`)]
    for (const call of calls) {
      opened.run(`r = select g, i, ${call} as a from t context by g`)
      isTrue(
        opened,
        `0 == sum(not each(k -> near(exec a from r where g == k, (def(x, w): ${call})(x[g == k], w)), 0..5))`,
      )
    }
  })
}

test('moving aggregates of two columns', () => {
  const opened = session(columns[1]![1])
  for (const aggregate of pairs)
    isTrue(
      opened,
      `near(m${aggregate}(x, y, w, 1), each(i -> ${aggregate}(x[starts[i]..i], y[starts[i]..i]), 0..(n - 1)))`,
    )
})
