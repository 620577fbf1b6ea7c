import { print } from '../../../grammar/print/print.ts'
import { Code } from '../forms/code.ts'
import { Dictionary } from '../forms/dictionary.ts'
import { FunctionValue } from '../forms/function-value.ts'
import { Matrix } from '../forms/matrix.ts'
import { Pair } from '../forms/pair.ts'
import { Scalar } from '../forms/scalar.ts'
import { SetValue } from '../forms/set.ts'
import { SystemObject } from '../forms/system-object.ts'
import { Table } from '../forms/table.ts'
import type { Value } from '../value.ts'
import { Vector } from '../vectors/vector.ts'
import { displayDictionary } from './dictionary.ts'
import { everything, type Limits } from './limits.ts'
import { displayPair, displayScalar } from './scalar.ts'
import { displayMatrix, displayTable } from './table.ts'
import { displaySet, displayVector } from './vector.ts'

/** What DolphinDB's console prints for `value`, without a line break at the end; all of it unless limits are given. */
export function display(value: Value, limits: Limits = everything): string {
  if (value instanceof Scalar) return displayScalar(value)
  if (value instanceof Vector) return displayVector(value, limits)
  if (value instanceof Table) return displayTable(value, limits)
  if (value instanceof Dictionary) return displayDictionary(value, limits)
  if (value instanceof Matrix) return displayMatrix(value, limits)
  if (value instanceof Pair) return displayPair(value)
  if (value instanceof SetValue) return displaySet(value, limits)
  if (value instanceof FunctionValue || value instanceof SystemObject) return value.describe()
  if (value instanceof Code) return `< ${print(value.node)} >`
  return value.describe
}
