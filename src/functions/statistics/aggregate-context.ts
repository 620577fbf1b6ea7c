import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { double } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { declareAggregate } from '../aggregate/declare.ts'
import { PairAggregation } from '../aggregate/pair-aggregation.ts'
import { vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { mapColumns } from '../lift/unary.ts'
import { isNull } from '../nulls/nulls.ts'
import { chosen, nullLike } from '../operators/conditional.ts'
import { count, sum, sum2 } from './aggregate.ts'

// Aggregates of X where other columns allow it, or weigh it.

type Context = Parameters<typeof isNull.definition.run>[0]

/** X with nulls where Y is null. */
function whereValid(context: Context, x: Value, y: Value): Value {
  if (x instanceof Table && y instanceof Table)
    return mapColumns(x, (column, i) => whereValid(context, column, y.columns[i]!) as Vector)
  if (x instanceof Vector && y instanceof Vector && x.length !== y.length)
    throw sizesDiffer('context', x.length, y.length)
  return chosen(isNull.definition.run(context, y), nullLike(x instanceof Matrix ? x.data : x), x)
}

function contextual(name: string, whole: Builtin, doc: string, example: readonly [string, string]): Builtin {
  return define({
    name,
    signature: `${name}(X, Y)`,
    kind: 'aggregate',
    doc: `${doc} where neither X nor Y is null.`,
    examples: [example],
    run: (context, x, y) => whole.definition.run(context, whereValid(context, x!, y!)),
  })
}

export const contextCount = contextual('contextCount', count, 'How many elements of X there are', [
  'contextCount(1 2 3, 1 NULL 3)',
  '2',
])
export const contextSum = contextual('contextSum', sum, 'The sum of the elements of X', [
  'contextSum(1 2 3, 1 NULL 3)',
  '4',
])
export const contextSum2 = contextual('contextSum2', sum2, 'The sum of squares of the elements of X', [
  'contextSum2(1 2 3, 1 NULL 3)',
  '10',
])

export const wsum2 = declareAggregate(
  new PairAggregation('wsum2', (xs, ys) => xs.reduce((total, x, i) => total + x * x * ys[i]!, 0)),
  {
    signature: 'wsum2(X, Y)',
    doc: 'The sum of the squares of X weighted by Y, as DOUBLE. Rows with a null are left out.',
    examples: [['wsum2(3 4 1, 1 2 3)', '44']],
  },
)

const doubles = (value: Value | undefined, parameter: string): FixedVector =>
  castFlat(vector(value, 'wcovar', parameter), DOUBLE)

export const wcovar = define({
  name: 'wcovar',
  signature: 'wcovar(X, Y, weights)',
  kind: 'aggregate',
  doc: 'The covariance of a sample with weights for its rows. Rows with a null are left out.',
  examples: [['wcovar(1 2 3, 2 4 6, 1 1 1)', '2']],
  run: (_, x, y, weights) => {
    const columns = [doubles(x, 'X'), doubles(y, 'Y'), doubles(weights, 'weights')]
    const rows = Array.from(columns[0]!.data.keys()).filter(row =>
      columns.every(column => !column.isNullAt(row)),
    )
    for (const column of columns)
      if (column.length !== columns[0]!.length) throw sizesDiffer('wcovar', columns[0]!.length, column.length)
    const [xs, ys, ws] = columns.map(column => column.data as Float64Array) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const total = (at: (row: number) => number) => rows.reduce((all, row) => all + ws[row]! * at(row), 0)
    const whole = total(() => 1)
    const [meanX, meanY] = [total(row => xs[row]!) / whole, total(row => ys[row]!) / whole]
    const spread = total(row => (xs[row]! - meanX) * (ys[row]! - meanY)) / whole
    if (rows.length < 2) return nullLike(double(0))
    return double((spread * rows.length) / (rows.length - 1))
  },
})
