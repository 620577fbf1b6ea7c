import { nullI8 } from '../../kernels/null.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'

// A range whose end is missing can't be compared with.
const hasOpenEnd = (value: Value) => value instanceof Pair && (value.get(0).isNull || value.get(1).isNull)

// Whether the element at `index` of the flat data of a value is null; a scalar's is the same everywhere.
function nullAt(value: Value): (index: number) => boolean {
  if (value instanceof Scalar) return () => value.isNull
  if (value instanceof Matrix) return index => value.data.isNullAt(index)
  if (value instanceof Vector) return index => value.isNullAt(index)
  return hasOpenEnd(value) ? () => true : () => false
}

const flat = (value: Value): Vector | null =>
  value instanceof Matrix ? value.data : value instanceof Vector ? value : null

export const nullCompare = define({
  name: 'nullCompare',
  signature: 'nullCompare(func, X, Y)',
  kind: 'template',
  doc: 'Compares as func does, but gives null where an operand is null.',
  examples: [
    ['nullCompare(lt, 1 NULL 3, 2)', '[true,,false]'],
    ['nullCompare(<, NULL, 3)', '00b'],
    ['nullCompare(between, 10, :10)', '00b'],
  ],
  run: (context, func, x, y) => {
    const result = context.call(func!, [x, y])
    const [nullX, nullY] = [nullAt(x!), y?.form === 'set' ? () => false : nullAt(y!)]
    if (result instanceof Scalar) return nullX(0) || nullY(0) ? new Scalar(BOOL, nullI8) : result
    const data = flat(result)
    if (!(data instanceof FixedVector)) throw new ScriptError('nullCompare takes a comparison.')
    const made = data.clone()
    for (let i = 0; i < made.length; i++) if (nullX(i) || nullY(i)) made.setRaw(i, nullI8)
    if (!(result instanceof Matrix)) return made
    return new Matrix(made, result.rows, result.columns, result.rowLabels, result.columnLabels)
  },
})

export const withNullFill = define({
  name: 'withNullFill',
  signature: 'withNullFill(func, x, y, fillValue)',
  kind: 'template',
  doc: 'Calls a function of two operands; where one of two elements is null fillValue stands for it, where both are the result is null.',
  examples: [['withNullFill(add, 1 NULL 3 NULL, 10 20 NULL NULL, 0)', '[11,20,3,]']],
  run: (context, func, x, y, fill) => {
    const filledX = filled(context, x!, fill!)
    const filledY = filled(context, y!, fill!)
    const result = context.call(func!, [filledX, filledY])
    return nulled(result, x!, y!)
  },
})

function filled(context: Context, value: Value, fill: Value): Value {
  const nullFill = context.evaluator.findFunction('nullFill')!
  return value instanceof Vector || value instanceof Matrix ? nullFill.invoke(context, [value, fill]) : value
}

// Null where both operands were, a vector beside a matrix standing for each of its columns.
function nulled(result: Value, x: Value, y: Value): Value {
  const data = flat(result)
  if (!(data instanceof FixedVector)) return result
  const rows = result instanceof Matrix ? result.rows : data.length
  const at = (value: Value) => {
    const test = nullAt(value)
    return value instanceof Vector && result instanceof Matrix ? (i: number) => test(i % rows) : test
  }
  const [nullX, nullY] = [at(x), at(y)]
  const missing = new Int32Array(data.length)
  for (let i = 0; i < missing.length; i++) missing[i] = nullX(i) && nullY(i) ? -1 : i
  const made = data.gather(missing)
  if (!(result instanceof Matrix)) return made
  const matrix = new Matrix(made, result.rows, result.columns, result.rowLabels, result.columnLabels)
  matrix.index = result.index
  return matrix
}
