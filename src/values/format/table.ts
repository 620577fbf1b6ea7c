import type { Matrix } from '../forms/matrix.ts'
import { Scalar } from '../forms/scalar.ts'
import type { Table } from '../forms/table.ts'
import type { Vector } from '../vectors/vector.ts'
import { display } from './format.ts'
import { type GridColumn, gridLines } from './grid.ts'
import type { Limits } from './limits.ts'
import { textOf } from './text.ts'

/** An element as a cell shows it: text without quotes, null empty. */
export function cellText(vector: Vector, index: number, limits: Limits): string {
  const element = vector.get(index)
  return element instanceof Scalar ? textOf(element.type, element.raw) : display(element, limits)
}

const cellsOf = (vector: Vector, rows: number, limits: Limits) =>
  Array.from({ length: rows }, (_, i) => cellText(vector, i, limits))

/** The table's columns under their names. */
export function displayTable(table: Table, limits: Limits): string {
  const rows = Math.min(table.rows, limits.elements)
  function* columns(): Generator<GridColumn> {
    for (let i = 0; i < table.columns.length; i++) {
      yield { title: table.names[i]!, cells: cellsOf(table.columns[i]!, rows, limits) }
    }
  }
  const lines = gridLines(columns(), table.columns.length, rows, null, limits)
  if (rows < table.rows) lines.push('...')
  return lines.join('\n')
}

/** The matrix's columns under their labels, or `#0`, `#1`; row labels in front. */
export function displayMatrix(matrix: Matrix, limits: Limits): string {
  const rows = Math.min(matrix.rows, limits.elements)
  const { rowLabels, columnLabels } = matrix
  function* columns(): Generator<GridColumn> {
    for (let i = 0; i < matrix.columns; i++) {
      const title = columnLabels ? cellText(columnLabels, i, limits) : `#${i}`
      yield { title, cells: cellsOf(matrix.column(i), rows, limits) }
    }
  }
  const labels = rowLabels && cellsOf(rowLabels, rows, limits)
  const lines = gridLines(columns(), matrix.columns, rows, labels, limits)
  if (rows < matrix.rows) lines.push('...')
  return lines.join('\n')
}
