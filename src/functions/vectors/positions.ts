import { ScriptError } from '../../runtime/script-error.ts'
import { compareRaws } from '../../values/compare.ts'
import { DURATION, INT } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Duration } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { nullVector } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, vector, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { overColumns } from '../lift/series-forms.ts'
import { shiftTemporal } from '../lift/time/temporal-shift.ts'
import { mapColumns, withData } from '../lift/unary.ts'

export const rowNo = define({
  name: 'rowNo',
  signature: 'rowNo(X)',
  kind: 'series',
  doc: 'The place of each element of X, counted from 0: in a query that of each row, within its group with context by.',
  examples: [
    ['rowNo(`a`b`c)', '[0,1,2]'],
    ['t = table(1 1 2 as g, 5 6 7 as x); select rowNo(x) from t context by g', 'rowNo_x\n-------\n0\n1\n0'],
  ],
  run: (_, x) => numbersIn(vector(x, 'rowNo(X)', 'X').length, null),
  segmented: ([x], offsets) => (x instanceof Vector ? numbersIn(x.length, offsets) : undefined),
})

function numbersIn(length: number, offsets: Int32Array | null): FixedVector {
  const numbers = allocate('i32', length)
  const starts = offsets ?? [0, length]
  for (let s = 0; s + 1 < starts.length; s++) {
    for (let i = starts[s]!; i < starts[s + 1]!; i++) numbers[i] = i - starts[s]!
  }
  return new FixedVector(INT, numbers, false)
}

/** Elements moved to the right by `steps` places (to the left if negative) in each segment; nulls come in. */
function shifted(column: Vector, steps: number, offsets?: Int32Array): Vector {
  if (steps === 0) return column
  if (!offsets && !(column instanceof ArrayVector)) return column.slice(-steps, column.length - steps)
  if (!offsets) return shiftedRows(column as ArrayVector, steps)
  if (!(column instanceof FixedVector || column instanceof SymbolVector))
    return column.gather(shiftedPlaces(column.length, steps, offsets))
  // Moved as a whole; then what came across from the neighbouring segment is null.
  const moved = column.slice(-steps, column.length - steps)
  const missing = nullVector(column.type, 1).get(0)
  for (let s = 0; s + 1 < offsets.length; s++) {
    const [start, end] = [offsets[s]!, offsets[s + 1]!]
    const from = steps > 0 ? start : Math.max(start, end + steps)
    const to = steps > 0 ? Math.min(end, start + steps) : end
    for (let i = from; i < to; i++) moved.set(i, missing)
  }
  return moved
}

function shiftedPlaces(length: number, steps: number, offsets: Int32Array): Int32Array {
  const indices = allocate('i32', length)
  for (let s = 0; s + 1 < offsets.length; s++) {
    const [start, end] = [offsets[s]!, offsets[s + 1]!]
    for (let i = start; i < end; i++) {
      const from = i - steps
      indices[i] = from >= start && from < end ? from : -1
    }
  }
  return indices
}

// A row that comes in is one null.
function shiftedRows(column: ArrayVector, steps: number): ArrayVector {
  const indices = Int32Array.from({ length: column.length }, (_, i) => {
    const from = i - steps
    return from >= 0 && from < column.length ? from : -1
  })
  return column.gather(indices)
}

/** `move(X, steps)` by forms: rows of a matrix or table, elements of anything else. */
export function moved(x: Value, steps: number): Value {
  if (x instanceof Vector) return shifted(x, steps)
  if (x instanceof Matrix)
    return withData(
      x,
      overColumns(x, column => shifted(column, steps)),
    )
  if (x instanceof Table) return mapColumns(x, column => shifted(column, steps))
  if (x instanceof Scalar) return steps === 0 ? x : nullVector(x.type, 1).get(0)
  throw wrongArgument('move(X, steps)', 'X', 'a vector, matrix or table', x)
}

const mover = (
  name: 'prev' | 'next',
  steps: number,
  doc: string,
  example: readonly [string, string],
): Builtin =>
  define({
    name,
    signature: `${name}(X)`,
    kind: 'series',
    doc,
    examples: [example],
    run: (_, x) => moved(x!, steps),
    segmented: ([x], offsets) => (x instanceof Vector ? shifted(x, steps, offsets) : undefined),
  })

export const prev = mover('prev', 1, 'The element before each; null for the first.', [
  'prev(3 9 5)',
  '[,3,9]',
])
export const next = mover('next', -1, 'The element after each; null for the last.', [
  'next(1..4)',
  '[2,3,4,]',
])

export const move = define({
  name: 'move',
  signature: 'move(X, steps)',
  kind: 'series',
  doc: 'X moved to the right by `steps` places, to the left if negative; nulls come in. With a duration, of an indexed series or matrix: the latest row at least that much earlier.',
  examples: [
    ['move(3 9 5 1 4 9, 3)', '[,,,3,9,5]'],
    ['move(3 9 5 1 4 9, -2)', '[5,1,4,9,,]'],
  ],
  run: (_, x, steps) => {
    if (steps instanceof Scalar && steps.type === DURATION) return movedByTime(x!, steps.raw as Duration)
    return moved(x!, integer(steps, 'move', 'steps'))
  },
  segmented: ([x, steps], offsets) =>
    x instanceof Vector && steps instanceof Scalar && steps.type !== DURATION
      ? shifted(x, integer(steps, 'move', 'steps'), offsets)
      : undefined,
})

// Labels ascend, so one pass over them finds the row for each.
function movedByTime(x: Value, by: Duration): Value {
  if (!(x instanceof Matrix) || x.index === 'none' || !x.rowLabels) {
    throw new ScriptError('move: with a duration as steps, X must be an indexed series or indexed matrix.')
  }
  const { type } = x.rowLabels
  const read = rawReader(x.rowLabels)
  const back = { amount: -by.amount, unit: by.unit }
  const indices = allocate('i32', x.rows)
  let at = -1
  for (let row = 0; row < x.rows; row++) {
    const limit = shiftTemporal(read(row), type, back)
    while (at + 1 < x.rows && compareRaws(type, read(at + 1), limit) <= 0) at++
    indices[row] = at
  }
  return withData(
    x,
    overColumns(x, column => column.gather(indices)),
  )
}
