import type { Windows } from '../../kernels/windows/windows.ts'
import type { DataType } from '../../values/data-type.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Groups } from '../define.ts'

/**
 * An aggregate on flat columns of equal length: what its form for values, by group, by row and over windows is made
 * from (see declare.ts). Columns of a tuple or array vector never come here.
 */
export interface Aggregation {
  readonly name: string
  /** Columns that it looks at together: 2 for `corr`. */
  readonly inputs: 1 | 2
  /** Whether it can be of columns of these types. */
  takes(types: readonly DataType[]): boolean
  of(columns: readonly Vector[]): Scalar
  /** One value for each range of rows starts[r] … ends[r] − 1. */
  ranges(columns: readonly Vector[], starts: Int32Array, ends: Int32Array): Vector
  /** One value for each group in one pass; undefined where only `ranges` on rows in order of group will do. */
  grouped(columns: readonly Vector[], groups: Groups): Vector | undefined
  /** One value for each window: see kernels/windows/windows.ts. */
  moving(columns: readonly Vector[], windows: Windows): Vector
  /** One value for each row, of it and all before it in its segment; missing where `moving` over growing windows will do. */
  running?(columns: readonly Vector[], offsets: Int32Array): Vector
}
