import { sortRows } from '../kernels/sort.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { vectorOf } from '../values/build.ts'
import { castVector } from '../values/cast-vector.ts'
import { DOUBLE, isLiteral } from '../values/data-type.ts'
import type { FixedVector } from '../values/fixed-vector.ts'
import { int, type Scalar } from '../values/scalar.ts'
import type { Value } from '../values/value.ts'
import type { Vector } from '../values/vector.ts'
import { integer, vector } from './argument.ts'
import { arithmeticOf } from './arithmetic.ts'
import { define } from './define.ts'
import { sortingColumn } from './key-column.ts'
import { sortable } from './sort.ts'

export const cutPoints = define({
  name: 'cutPoints',
  signature: 'cutPoints(X, binNum, [freq])',
  kind: 'system',
  doc: 'Bounds of binNum ranges that hold equally many elements of X each: as RANGE partitions want them, so that the last bound lies beyond the largest element (but for texts). freq says how often each of the ascending, distinct X occurs.',
  examples: [
    ['cutPoints(2 3 1 4, 2)', '[1,3,5]'],
    ['cutPoints(1 2 3 4, 2, 1 1 1 3)', '[1,4,5]'],
  ],
  run: (_, x, bins, freq) => {
    const usage = 'cutPoints(X, binNum, [freq])'
    const given = sortable(x, usage)
    const count = integer(bins, usage, 'binNum')
    if (count < 1) throw new ScriptError(`cutPoints: binNum should be positive, but it is ${count}.`)
    if (given.length === 0) throw new ScriptError('cutPoints: X must not be empty.')
    const sorted = given.gather(sortRows([{ column: sortingColumn(given) }], given.length))
    const weights = freq === undefined ? null : frequencies(freq, sorted.length)
    const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : sorted.length
    const places = new Int32Array(count)
    for (let bin = 0, place = 0, before = 0; bin < count; bin++) {
      const share = (total * bin) / count
      while (place < sorted.length - 1 && before < share) {
        before += weights ? weights[place]! : 1
        place++
      }
      places[bin] = place
    }
    const bounds = sorted.gather(places)
    bounds.append(castVector(vectorOf([beyond(sorted)]), sorted.type))
    return bounds
  },
})

function frequencies(freq: Value, length: number): number[] {
  const column = vector(freq, 'cutPoints(X, binNum, [freq])', 'freq')
  if (column.length !== length)
    throw new ScriptError(`cutPoints: X has ${length} elements, but freq ${column.length}.`)
  return Array.from((castVector(column, DOUBLE) as FixedVector).data as Float64Array)
}

function beyond(sorted: Vector): Scalar {
  const last = sorted.get(sorted.length - 1) as Scalar
  if (isLiteral(last.type)) return last
  return arithmeticOf.add(last, int(1)) as Scalar
}
