import type { AggregateName } from '../../src/kernels/aggregates/aggregate.ts'
import type { ScalarStorage } from '../../src/kernels/storage.ts'
import { type Item, numbers, present } from './random-columns.ts'

// Every aggregate in the plainest way, for comparison.

const total = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0)
const mean = (xs: readonly number[]) => total(xs) / xs.length
const moment = (xs: readonly number[], k: number) => mean(xs.map(x => (x - mean(xs)) ** k))
const orNull = (condition: boolean, value: () => Item) => (condition ? value() : null)
const by = (xs: readonly Item[], better: (a: number | bigint, b: number | bigint) => boolean) =>
  present(xs).reduce<Item>((best, x) => (best === null || better(x, best) ? x : best), null)
const least = (xs: readonly Item[]) => by(xs, (a, b) => a < b)
const most = (xs: readonly Item[]) => by(xs, (a, b) => a > b)
const isFloat = (storage: ScalarStorage) => storage === 'f64' || storage === 'f32'

function pairs(xs: readonly Item[], ys: readonly Item[]): [number, number][] {
  return xs.flatMap((x, i): [number, number][] =>
    x === null || ys[i]! === null ? [] : [[Number(x), Number(ys[i])]],
  )
}
const xsOf = (both: [number, number][]) => both.map(pair => pair[0])
const ysOf = (both: [number, number][]) => both.map(pair => pair[1])
const together = (both: [number, number][]) =>
  total(both.map(([x, y]) => (x - mean(xsOf(both))) * (y - mean(ysOf(both)))))
const spread = (xs: readonly number[]) => moment(xs, 2) * xs.length

type Plain = (xs: readonly Item[], storage: ScalarStorage, ys: readonly Item[]) => Item

const exactOr =
  (float: (xs: number[]) => number, exact: (xs: bigint[]) => bigint): Plain =>
  (xs, storage) => {
    if (numbers(xs).length === 0) return null
    if (isFloat(storage)) return float(numbers(xs))
    const wrapped = BigInt.asIntN(64, exact(present(xs).map(BigInt)))
    return wrapped === -(2n ** 63n) ? null : wrapped
  }
const shaped =
  (rows: number, value: (xs: number[]) => number): Plain =>
  all => {
    const xs = numbers(all)
    return orNull(xs.length >= rows && new Set(xs).size > 1, () => value(xs))
  }
const skewness = (xs: number[]) => moment(xs, 3) / moment(xs, 2) ** 1.5
const peakedness = (xs: number[]) => moment(xs, 4) / moment(xs, 2) ** 2

export const plainAggregates: Readonly<Record<AggregateName, Plain>> = {
  count: xs => numbers(xs).length,
  sum: exactOr(total, xs => xs.reduce((a, b) => a + b)),
  sum2: xs => orNull(numbers(xs).length > 0, () => total(numbers(xs).map(x => x ** 2))),
  sum3: xs => orNull(numbers(xs).length > 0, () => total(numbers(xs).map(x => x ** 3))),
  sum4: xs => orNull(numbers(xs).length > 0, () => total(numbers(xs).map(x => x ** 4))),
  prod: exactOr(
    xs => xs.reduce((a, b) => a * b),
    xs => xs.reduce((a, b) => a * b),
  ),
  avg: xs => orNull(numbers(xs).length > 0, () => mean(numbers(xs))),
  min: least,
  max: most,
  first: xs => xs[0] ?? null,
  last: xs => xs.at(-1) ?? null,
  firstNot: xs => present(xs)[0] ?? null,
  lastNot: xs => present(xs).at(-1) ?? null,
  ifirstNot: xs => xs.findIndex(x => x !== null),
  ilastNot: xs => xs.findLastIndex(x => x !== null),
  imin: xs => (least(xs) === null ? -1 : xs.indexOf(least(xs))),
  imax: xs => (most(xs) === null ? -1 : xs.indexOf(most(xs))),
  iminLast: xs => (least(xs) === null ? -1 : xs.lastIndexOf(least(xs))),
  imaxLast: xs => (most(xs) === null ? -1 : xs.lastIndexOf(most(xs))),
  var: xs => orNull(numbers(xs).length > 1, () => spread(numbers(xs)) / (numbers(xs).length - 1)),
  varp: xs => orNull(numbers(xs).length > 0, () => moment(numbers(xs), 2)),
  std: xs => orNull(numbers(xs).length > 1, () => Math.sqrt(spread(numbers(xs)) / (numbers(xs).length - 1))),
  stdp: xs => orNull(numbers(xs).length > 0, () => Math.sqrt(moment(numbers(xs), 2))),
  skew: shaped(2, skewness),
  skewUnbiased: shaped(3, xs => (skewness(xs) * Math.sqrt(xs.length * (xs.length - 1))) / (xs.length - 2)),
  kurtosis: shaped(3, peakedness),
  kurtosisUnbiased: shaped(4, xs => {
    const n = xs.length
    return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (peakedness(xs) - 3) + 6) + 3
  }),
  covar: (xs, _, ys) => {
    const both = pairs(xs, ys)
    return orNull(both.length > 1, () => together(both) / (both.length - 1))
  },
  covarp: (xs, _, ys) => {
    const both = pairs(xs, ys)
    return orNull(both.length > 0, () => together(both) / both.length)
  },
  corr: (xs, _, ys) => {
    const both = pairs(xs, ys)
    const size = spread(xsOf(both)) * spread(ysOf(both))
    return orNull(both.length > 1 && size > 1e-9, () => together(both) / Math.sqrt(size))
  },
  beta: (xs, _, ys) => {
    const both = pairs(xs, ys)
    const size = spread(ysOf(both))
    return orNull(both.length > 1 && size > 1e-9, () => together(both) / size)
  },
  wsum: (xs, _, ys) => {
    const both = pairs(xs, ys)
    return orNull(both.length > 0, () => total(both.map(([x, y]) => x * y)))
  },
  wavg: (xs, _, ys) => {
    const both = pairs(xs, ys)
    const weight = total(ysOf(both))
    return orNull(both.length > 0 && weight !== 0, () => total(both.map(([x, y]) => x * y)) / weight)
  },
}
