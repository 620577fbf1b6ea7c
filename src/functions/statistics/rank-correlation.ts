import type { Context } from '../../runtime/context.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { DOUBLE, isTemporal, LONG } from '../../values/data-type.ts'
import { double, Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { type Builtin, define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'

const missing = nullOf(DOUBLE) as number

function numbersOf(column: Vector): Float64Array {
  const plain = isTemporal(column.type) ? castVector(column, LONG) : column
  return castFlat(plain, DOUBLE).data as Float64Array
}

/** Both columns without the rows in which either is null or no number. */
function validPairs([x, y]: readonly Vector[]): [Float64Array, Float64Array] {
  const [a, b] = [numbersOf(x!), numbersOf(y!)]
  const isNumber = (value: number) => value !== missing && !Number.isNaN(value)
  const valid = (i: number) => isNumber(a[i]!) && isNumber(b[i]!)
  return [a.filter((_, i) => valid(i)), b.filter((_, i) => valid(i))]
}

/** Kendall's tau-b: pairs in the same order less pairs in opposite order, ties accounted for. */
function tau(x: Float64Array, y: Float64Array): number {
  let [agree, tiesX, tiesY] = [0, 0, 0]
  const pairs = (x.length * (x.length - 1)) / 2
  for (let i = 1; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)]
      if (a === 0) tiesX++
      if (b === 0) tiesY++
      agree += a * b
    }
  }
  return agree / Math.sqrt((pairs - tiesX) * (pairs - tiesY))
}

/** Ranks from 1 on; equals share the mean of theirs. */
function averageRanks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!)
  const ranks = new Float64Array(values.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end + 1) / 2
  }
  return ranks
}

function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [a, b] = [mean(x), mean(y)]
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - a, y[i]! - b]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xy / Math.sqrt(xx * yy)
}

function ofRanks(
  name: string,
  doc: string,
  examples: Builtin['definition']['examples'],
  of: (x: Float64Array, y: Float64Array) => number,
): Builtin {
  return define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'aggregate',
    doc: `${doc} Rows in which either is null are left out; of matrices and tables column by column.`,
    examples,
    run: (_: Context, x, y) => {
      const aggregate = (columns: readonly Vector[]) => {
        const result = of(...validPairs(columns))
        return Number.isFinite(result) ? double(result) : new Scalar(DOUBLE, missing)
      }
      return applyAggregate({ name, of: aggregate, takes: () => true }, [x!, y!])
    },
  })
}

export const kendall = ofRanks(
  'kendall',
  "Kendall's rank correlation (tau-b) of X and Y.",
  [
    ['kendall(1 2 3 4, 1 3 2 4)', '0.666667'],
    ['kendall(1 2 NULL, 2 1 5)', '-1'],
  ],
  tau,
)

export const spearmanr = ofRanks(
  'spearmanr',
  "Spearman's rank correlation of X and Y.",
  [['spearmanr(2013.06.13 2013.06.14 2013.06.15, 1 5 3)', '0.5']],
  (x, y) => correlation(averageRanks(x), averageRanks(y)),
)
