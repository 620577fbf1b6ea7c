import type { Code } from './code.ts'
import type { Dictionary } from './dictionary.ts'
import type { FunctionValue } from './function-value.ts'
import type { Matrix } from './matrix.ts'
import type { Pair } from './pair.ts'
import type { Scalar } from './scalar.ts'
import type { SetValue } from './set.ts'
import type { SystemObject } from './system-object.ts'
import type { TableValue } from './table-value.ts'
import type { Vector } from './vector.ts'

/** Everything a variable can hold. Tell them apart by `form` or `instanceof`. */
export type Value =
  | Scalar
  | Pair
  | Vector
  | Matrix
  | SetValue
  | Dictionary
  | TableValue
  | FunctionValue
  | Code
  | SystemObject
