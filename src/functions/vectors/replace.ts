import type { Context } from '../../runtime/context.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { overwrite } from '../nulls/nulls.ts'

function replaced(
  context: Context,
  x: Value | undefined,
  from: Value | undefined,
  to: Value | undefined,
  name: string,
): Value {
  const usage = `${name}(X, oldValue, newValue)`
  if (!(x instanceof Vector || x instanceof Matrix)) throw wrongArgument(usage, 'X', 'a vector or matrix', x)
  if (!(from instanceof Scalar)) throw wrongArgument(usage, 'oldValue', 'a scalar', from)
  if (!(to instanceof Scalar)) throw wrongArgument(usage, 'newValue', 'a scalar', to)
  const call = (f: string, args: readonly Value[]) =>
    context.evaluator.findFunction(`::${f}`)!.invoke(context, args)
  const column = x instanceof Matrix ? x.data : x
  const chosen = call('iif', [call('eq', [column, from]), to, column]) as Vector
  const typed =
    chosen.type === column.type || column.type.category === 'LITERAL' ? chosen : castFlat(chosen, column.type)
  if (x instanceof Vector) return typed
  const made = new Matrix(typed, x.rows, x.columns, x.rowLabels, x.columnLabels)
  made.index = x.index
  return made
}

export const replace = define({
  name: 'replace',
  signature: 'replace(X, oldValue, newValue)',
  kind: 'elementwise',
  doc: 'X with every element that equals oldValue replaced.',
  examples: [
    ['replace(1 1 3, 1, 2)', '[2,2,3]'],
    ['replace(1 NULL 3, NULL, 0)', '[1,0,3]'],
  ],
  run: (context, x, from, to) => replaced(context, x, from, to, 'replace'),
})

export const replaceInPlace = define({
  name: 'replace!',
  signature: 'replace!(X, oldValue, newValue)',
  kind: 'elementwise',
  doc: 'As replace, in place.',
  examples: [['x = 1 1 3; x.replace!(1, 2); x', '[2,2,3]']],
  mutates: [0],
  run: (context, x, from, to) => {
    overwrite(x!, replaced(context, x, from, to, 'replace!'))
    return x!
  },
})
