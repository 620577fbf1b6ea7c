import type { Column } from '../column.ts'
import type { ScalarStorage } from '../storage.ts'
import type { AccumulatorName } from './accumulator.ts'

/**
 * An aggregate: the accumulators it needs and its value as an expression on their variables. All of them skip rows
 * in which an input is null (but for `first`, `last`), and give NULL if nothing is left.
 */
export interface Aggregate {
  readonly inputs: 1 | 2
  readonly uses: readonly AccumulatorName[]
  readonly value: string
  /**
   * Storage of the result. `sum`: LONG for integers, else DOUBLE; `input`: the first input's; `row`: the value is a
   * row (−1: none), whose element is the result; `place`: that row itself is the result, an INT.
   */
  readonly result: 'i32' | 'f64' | 'sum' | 'input' | 'row' | 'place'
}

const ofSpread = (value: string, rowsNeeded: number): Aggregate => ({
  inputs: 1,
  uses: ['n', 'spread'],
  value: `n > ${rowsNeeded - 1} ? ${value} : NULL`,
  result: 'f64',
})
const sample = 'Math.max(0, d2 - d1 * d1 / n) / (n - 1)'
const population = 'Math.max(0, d2 - d1 * d1 / n) / n'

// Central moments from sums around the pivot, from which the mean's distance is `mean`. (** with other exponents than 2
// costs twenty times a multiplication.)
const mean = '(e1 / n)'
const m2 = `(e2 / n - ${mean} * ${mean})`
const m3 = `(e3 / n - 3 * ${mean} * (e2 / n) + 2 * ${mean} * ${mean} * ${mean})`
const m4 = `(e4 / n - ${mean} * (4 * (e3 / n) - ${mean} * (6 * (e2 / n) - 3 * ${mean} * ${mean})))`
// A spread that is rounding noise beside the values' own size counts as none.
const spreads = `${m2} > 1e-14 * (e2 / n)`
const ofShape = (value: string, rowsNeeded: number): Aggregate => ({
  inputs: 1,
  uses: ['n', 'shape'],
  value: `n > ${rowsNeeded - 1} && ${spreads} ? ${value} : NULL`,
  result: 'f64',
})
const skewness = `${m3} / (${m2} * Math.sqrt(${m2}))`
const peakedness = `${m4} / (${m2} * ${m2})`

const ofPairs = (uses: readonly AccumulatorName[], value: string): Aggregate => ({
  inputs: 2,
  uses: ['n', ...uses],
  value,
  result: 'f64',
})
const coVariation = '(dxy - dx * dy / n)'
const variationX = '(dxx - dx * dx / n)'
const variationY = '(dyy - dy * dy / n)'

const sums = (name: AccumulatorName, result: 'sum' | 'f64' = 'f64'): Aggregate => ({
  inputs: 1,
  uses: ['n', name],
  value: `n > 0 ? ${name} : NULL`,
  result,
})
const picks = (uses: AccumulatorName, result: Aggregate['result']): Aggregate => ({
  inputs: 1,
  uses: [uses],
  value: uses,
  result,
})

export const aggregates = {
  count: { inputs: 1, uses: ['n'], value: 'n', result: 'i32' },
  sum: sums('sum', 'sum'),
  sum2: sums('squares'),
  sum3: sums('cubes'),
  sum4: sums('fourths'),
  prod: sums('product', 'sum'),
  avg: { inputs: 1, uses: ['n', 'sum'], value: 'n > 0 ? sum / n : NULL', result: 'f64' },
  min: { inputs: 1, uses: ['n', 'min'], value: 'n > 0 ? min : NULL', result: 'input' },
  max: { inputs: 1, uses: ['n', 'max'], value: 'n > 0 ? max : NULL', result: 'input' },
  first: picks('firstRow', 'row'),
  last: picks('lastRow', 'row'),
  firstNot: picks('firstNotRow', 'row'),
  lastNot: picks('lastNotRow', 'row'),
  // The row of …; −1 without one.
  ifirstNot: picks('firstNotRow', 'place'),
  ilastNot: picks('lastNotRow', 'place'),
  imin: picks('minRow', 'place'),
  imax: picks('maxRow', 'place'),
  iminLast: picks('minRowLast', 'place'),
  imaxLast: picks('maxRowLast', 'place'),
  var: ofSpread(sample, 2),
  varp: ofSpread(population, 1),
  std: ofSpread(`Math.sqrt(${sample})`, 2),
  stdp: ofSpread(`Math.sqrt(${population})`, 1),
  skew: ofShape(skewness, 2),
  skewUnbiased: ofShape(`${skewness} * Math.sqrt(n * (n - 1)) / (n - 2)`, 3),
  // With 3 for a normal distribution.
  kurtosis: ofShape(peakedness, 3),
  kurtosisUnbiased: ofShape(`((n + 1) * ${peakedness} - 3 * (n - 1)) * (n - 1) / ((n - 2) * (n - 3)) + 3`, 4),
  covar: ofPairs(['cross'], `n > 1 ? ${coVariation} / (n - 1) : NULL`),
  covarp: ofPairs(['cross'], `n > 0 ? ${coVariation} / n : NULL`),
  corr: ofPairs(
    ['cross'],
    `n > 1 && ${variationX} / (n - 1) > 1e-12 && ${variationY} / (n - 1) > 1e-12 ` +
      `? ${coVariation} / Math.sqrt(${variationX} * ${variationY}) : NULL`,
  ),
  // Slope of x (the first input) on y.
  beta: ofPairs(['cross'], `n > 1 && ${variationY} > 1e-14 * dyy ? ${coVariation} / ${variationY} : NULL`),
  wsum: ofPairs(['products'], 'n > 0 ? products : NULL'),
  wavg: ofPairs(['products', 'weights'], 'n > 0 && weights !== 0 ? products / weights : NULL'),
} satisfies Record<string, Aggregate>

export type AggregateName = keyof typeof aggregates

export function aggregateNamed(name: AggregateName): Aggregate {
  return aggregates[name]
}

/** Storage of an aggregate's results. */
export function resultStorage(name: AggregateName, columns: readonly Column[]): ScalarStorage {
  const { result } = aggregateNamed(name)
  const { storage } = columns[0]!
  if (result === 'sum') return storage === 'f32' || storage === 'f64' ? 'f64' : 'i64'
  if (result === 'place') return 'i32'
  return result === 'input' || result === 'row' ? storage : result
}

/**
 * Whether the aggregate's loop reads LONGs as bigints, because its result is one of them, their place or their exact
 * sum, and not as the nearest numbers.
 */
export function keepsLongs(name: AggregateName, columns: readonly Column[]): boolean {
  return columns.length === 1 && columns[0]!.storage === 'i64' && aggregateNamed(name).result !== 'f64'
}
