import type { Code } from './forms/code.ts'
import type { Dictionary } from './forms/dictionary.ts'
import type { FunctionValue } from './forms/function-value.ts'
import type { Matrix } from './forms/matrix.ts'
import type { Pair } from './forms/pair.ts'
import type { Scalar } from './forms/scalar.ts'
import type { SetValue } from './forms/set.ts'
import type { SystemObject } from './forms/system-object.ts'
import type { TableValue } from './forms/table-value.ts'
import type { Vector } from './vectors/vector.ts'

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
