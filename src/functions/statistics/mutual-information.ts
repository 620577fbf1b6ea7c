import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { vector } from '../argument.ts'
import { define } from '../define.ts'
import { groupingColumn } from '../tables/key-column.ts'

const usage = 'mutualInfo(X, Y)'

/** A number for each distinct element; a null is like no other, not even another null. */
function codesOf(column: Vector): number[] {
  const { codes, firstRows } = groupRows([groupingColumn(column)])
  let next = firstRows.length
  return Array.from(codes, (code, row) => (column.isNullAt(row) ? next++ : code))
}

function countsOf(keys: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function informationOf(x: Vector, y: Vector): number {
  if (x.length !== y.length)
    throw new ScriptError(`Usage: ${usage}. X has ${x.length} elements, but Y has ${y.length}.`)
  const [a, b] = [codesOf(x), codesOf(y)]
  const n = a.length
  // A pair of codes below n as one number: there are fewer than 2²⁶ rows for which that isn't exact.
  const both = countsOf(a.map((code, row) => code * (2 * n) + b[row]!))
  const [counts, others] = [countsOf(a), countsOf(b)]
  let sum = 0
  for (const [key, count] of both) {
    const [one, other] = [counts.get(Math.floor(key / (2 * n)))!, others.get(key % (2 * n))!]
    sum += (count / n) * Math.log((count * n) / (one * other))
  }
  return sum
}

const columnsOf = (x: Value | undefined, parameter: string): Vector[] => {
  if (x instanceof Matrix) return Array.from({ length: x.columns }, (_, i) => x.column(i))
  return [x instanceof Scalar ? vectorOf([x]) : vector(x, usage, parameter)]
}

export const mutualInfo = define({
  name: 'mutualInfo',
  aliases: ['infoGain'],
  signature: usage,
  kind: 'aggregate',
  doc: 'How much X and Y tell of each other: their mutual information, in units of the natural logarithm; of matrices column by column. A null is like no other value.',
  examples: [
    ['mutualInfo(1 1 2 2, 3 3 4 4)', '0.693147'],
    ['mutualInfo(1 1 2 2, 3 4 3 4)', '0'],
    ['mutualInfo(1..4$2:2, 1 2)', '[0.693147,0.693147]'],
  ],
  run: (_, x, y) => {
    const [xs, ys] = [columnsOf(x, 'X'), columnsOf(y, 'Y')]
    if (xs.length > 1 && ys.length > 1 && xs.length !== ys.length)
      throw new ScriptError(`Usage: ${usage}. X has ${xs.length} columns, but Y has ${ys.length}.`)
    const count = Math.max(xs.length, ys.length)
    const found = Array.from({ length: count }, (_item, i) => informationOf(xs[i] ?? xs[0]!, ys[i] ?? ys[0]!))
    return x instanceof Matrix || y instanceof Matrix ? doubles(found) : double(found[0]!)
  },
})
