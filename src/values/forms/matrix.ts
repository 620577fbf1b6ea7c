import type { DataType } from '../data-type.ts'
import type { Vector } from '../vectors/vector.ts'

/**
 * Columns of one type and length, stored one after the other in `data` (length rows × columns).
 * `index` tells an indexed matrix or series, whose operands are aligned by label, from a plain one.
 */
export class Matrix {
  data: Vector
  rows: number
  columns: number
  rowLabels: Vector | null
  columnLabels: Vector | null
  index: 'none' | 'matrix' | 'series' = 'none'
  aliased = false

  constructor(
    data: Vector,
    rows: number,
    columns: number,
    rowLabels: Vector | null = null,
    columnLabels: Vector | null = null,
  ) {
    this.data = data
    this.rows = rows
    this.columns = columns
    this.rowLabels = rowLabels
    this.columnLabels = columnLabels
  }

  get form(): 'matrix' {
    return 'matrix'
  }

  get type(): DataType {
    return this.data.type
  }

  /** Column `index` over the same memory, for reading. */
  column(index: number): Vector {
    return this.data.view(index * this.rows, (index + 1) * this.rows)
  }

  clone(): Matrix {
    const copy = new Matrix(
      this.data.clone(),
      this.rows,
      this.columns,
      this.rowLabels?.clone() ?? null,
      this.columnLabels?.clone() ?? null,
    )
    copy.index = this.index
    return copy
  }
}
