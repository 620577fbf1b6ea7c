import { display } from '../../values/format/format.ts'
import { everything } from '../../values/format/limits.ts'
import { cellText } from '../../values/format/table.ts'
import { textOf } from '../../values/format/text.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'

/** A value as rows and columns of text. */
export interface Grid {
  readonly titles: readonly string[]
  /** Type names under the titles. */
  readonly types: readonly string[]
  readonly rows: number
  cell(row: number, column: number): string
}

/** The grid of a table, matrix or dictionary; null for values of other forms. */
export function gridOf(value: Value): Grid | null {
  if (value instanceof Table) {
    return {
      titles: value.names,
      types: value.types.map(String),
      rows: value.rows,
      cell: (row, column) => cellText(value.columns[column]!, row, everything),
    }
  }
  if (value instanceof Matrix) return matrixGrid(value)
  if (value instanceof Dictionary) return dictionaryGrid(value)
  return null
}

function matrixGrid(matrix: Matrix): Grid {
  const { rowLabels, columnLabels } = matrix
  const before = rowLabels ? 1 : 0
  const titles = Array.from({ length: matrix.columns }, (_, i) =>
    columnLabels ? cellText(columnLabels, i, everything) : `#${i}`,
  )
  return {
    titles: rowLabels ? ['', ...titles] : titles,
    types: [...(rowLabels ? [String(rowLabels.type)] : []), ...titles.map(() => String(matrix.type))],
    rows: matrix.rows,
    cell: (row, column) =>
      column < before
        ? cellText(rowLabels!, row, everything)
        : cellText(matrix.data, (column - before) * matrix.rows + row, everything),
  }
}

function dictionaryGrid(dictionary: Dictionary): Grid {
  const entries = [...dictionary.entries.values()]
  return {
    titles: ['key', 'value'],
    types: [String(dictionary.keyType), String(dictionary.valueType)],
    rows: entries.length,
    cell: (row, column) => {
      const { key, value } = entries[row]!
      if (column === 0) return textOf(dictionary.keyType, key)
      return value instanceof Scalar ? textOf(value.type, value.raw) : display(value)
    },
  }
}
