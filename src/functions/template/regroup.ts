import { groupRows } from '../../kernels/groups/group.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { given, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { matrixArgument } from '../doubles-of.ts'
import { groupingColumn } from '../tables/key-column.ts'

const usage = 'regroup(X, label, func, [byRow=true])'

interface LabelGroups {
  /** Distinct labels, ascending. */
  readonly labels: Vector
  readonly places: readonly Int32Array[]
}

function groupsOf(context: Context, label: Vector): LabelGroups {
  const { codes, firstRows } = groupRows([groupingColumn(label)])
  const places: number[][] = Array.from(firstRows, () => [])
  codes.forEach((code, row) => {
    places[code]!.push(row)
  })
  const found = label.gather(firstRows)
  const order = context.evaluator.findFunction('isort')!.invoke(context, [found]) as FixedVector
  const ascending = Int32Array.from(order.data as Int32Array)
  return { labels: found.gather(ascending), places: Array.from(ascending, i => Int32Array.from(places[i]!)) }
}

/** A function of each group of elements of a line of the matrix; as many values as there are groups. */
function called(context: Context, func: Value, line: Vector, places: readonly Int32Array[]): Scalar[] {
  context.checkCancelled()
  return places.map(rows => {
    const value = context.call(func, [line.gather(rows)])
    if (value instanceof Scalar) return value
    throw new ScriptError(`Usage: ${usage}. func should give a single value.`)
  })
}

export const regroup = define({
  name: 'regroup',
  signature: usage,
  kind: 'template',
  doc: 'An aggregate function applied to the elements of each column of a matrix whose rows have the same label, or with byRow=false to those of each row whose columns have.',
  examples: [
    ['regroup(1..6$3:2, `a`b`a, sum)', '  #0 #1\n  -- --\na|4  10\nb|2  5'],
    ['regroup(1..6$3:2, `a`a, sum, false)', 'a\n-\n5\n7\n9'],
  ],
  run: (context, x, label, func, byRow) => {
    const matrix = matrixArgument(x, usage)
    const rows = truth(given(byRow), usage, 'byRow', true)
    const wanted = rows ? matrix.rows : matrix.columns
    const labels = vector(label, usage, 'label')
    if (labels.length !== wanted)
      throw new ScriptError(
        `Usage: ${usage}. label has ${labels.length} elements, but X has ${wanted} ${rows ? 'rows' : 'columns'}.`,
      )
    const { labels: found, places } = groupsOf(context, labels)
    const lines = Array.from({ length: rows ? matrix.columns : matrix.rows }, (_, i) =>
      called(context, func!, rows ? matrix.column(i) : rowOf(matrix, i), places),
    )
    const values = rows
      ? lines.flat()
      : found.length === 0
        ? []
        : places.flatMap((_, k) => lines.map(line => line[k]!))
    const data = vectorOf(values)
    if (data instanceof Tuple) throw new ScriptError(`Usage: ${usage}. func should give values of one type.`)
    return rows
      ? new Matrix(data, found.length, matrix.columns, found, matrix.columnLabels)
      : new Matrix(data, matrix.rows, found.length, matrix.rowLabels, found)
  },
})

const rowOf = (matrix: Matrix, row: number): Vector =>
  matrix.data.gather(Int32Array.from({ length: matrix.columns }, (_, j) => j * matrix.rows + row))
