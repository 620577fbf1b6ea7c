import { STRING } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'

// Shorter vectors are read more easily as text.
const LONG_VECTOR = 30

/** A value as rows and columns, if that is how it is looked at: tables, matrices with their labels, long vectors. */
export function asGrid(value: Value): Table | null {
  if (value instanceof Table) return value
  if (value instanceof Matrix) return ofMatrix(value)
  if (value instanceof Vector && value.length > LONG_VECTOR) return new Table(['value'], [value])
  return null
}

function ofMatrix(matrix: Matrix): Table {
  const { rows, columns } = matrix
  const names = Array.from({ length: columns }, (_, c) =>
    matrix.columnLabels ? display(matrix.columnLabels.get(c)) : `#${c}`,
  )
  const cells = Array.from({ length: columns }, (_, c) => matrix.data.slice(c * rows, (c + 1) * rows))
  if (!matrix.rowLabels) return new Table(names, cells)
  const labels = Array.from({ length: rows }, (_, r) => display(matrix.rowLabels!.get(r)))
  return new Table(['', ...names], [vectorOfRaws(STRING, labels), ...cells])
}
