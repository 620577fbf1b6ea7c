import { print } from '../../grammar/print.ts'
import { Code } from './code.ts'
import { Dictionary } from './dictionary.ts'
import { displayDictionary } from './format-dictionary.ts'
import { everything, type Limits } from './format-limits.ts'
import { displayPair, displayScalar } from './format-scalar.ts'
import { displayMatrix, displayTable } from './format-table.ts'
import { displaySet, displayVector } from './format-vector.ts'
import { FunctionValue } from './function-value.ts'
import { Matrix } from './matrix.ts'
import { Pair } from './pair.ts'
import { Scalar } from './scalar.ts'
import { SetValue } from './set.ts'
import { SystemObject } from './system-object.ts'
import { Table } from './table.ts'
import type { Value } from './value.ts'
import { Vector } from './vector.ts'

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
