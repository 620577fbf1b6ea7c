import { type DataType, FLOAT, INT, LONG, SHORT } from '../../values/data-type.ts'
import { textOf } from '../../values/format/text.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { text } from '../argument.ts'

// Columns as lines of text, whose fields a delimiter parts.

const ROWS_AT_ONCE = 1 << 14

const wholeNumbers: ReadonlySet<DataType> = new Set([SHORT, INT, LONG])

/** Reads each element of a column as it is written: numbers with all their digits, nulls empty. */
function fieldReader(column: Vector, delimiter: string): (row: number) => string {
  if (column instanceof ArrayVector) {
    const { offsets, flat } = column
    const element = fieldReader(flat, delimiter)
    return row => {
      const fields: string[] = []
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) fields.push(element(i))
      return enclosed(fields.join(','), delimiter)
    }
  }
  if (column instanceof SymbolVector) {
    const written = column.base.strings.map(each => enclosed(each, delimiter))
    return row => written[column.codes[row]!]!
  }
  if (column instanceof FixedVector && column.type.category === 'FLOATING') {
    const { data, type } = column
    const digits = type === FLOAT ? shortestFloat : String
    return row => (column.isNullAt(row) ? '' : digits(data[row] as number))
  }
  if (column instanceof FixedVector && wholeNumbers.has(column.type)) {
    const { data } = column
    return row => (column.isNullAt(row) ? '' : String(data[row]))
  }
  return row => {
    const value = column.get(row)
    if (!(value instanceof Scalar))
      return enclosed(text(value, 'saveText(obj, filename)', 'obj', ''), delimiter)
    if (value.isNull) return ''
    return enclosed(textOf(value.type, value.raw), delimiter)
  }
}

// The fewest digits that give the same FLOAT again.
function shortestFloat(x: number): string {
  for (let precision = 6; precision < 9; precision++) {
    const shorter = Number(x.toPrecision(precision))
    if (Math.fround(shorter) === x) return String(shorter)
  }
  return String(Number(x.toPrecision(9)))
}

function enclosed(field: string, delimiter: string): string {
  if (!field.includes(delimiter) && !/["\r\n]/.test(field)) return field
  return `"${field.replaceAll('"', '""')}"`
}

export const headerLine = (names: readonly string[], delimiter: string): string =>
  `${names.map(name => enclosed(name, delimiter)).join(delimiter)}\n`

/** The lines of all rows, some thousands at a time, each closed by a line break. */
export function* linesOf(columns: readonly Vector[], delimiter: string): Generator<string> {
  const readers = columns.map(column => fieldReader(column, delimiter))
  const rows = columns[0]?.length ?? 0
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + ROWS_AT_ONCE); row++) {
      lines.push(readers.map(read => read(row)).join(delimiter))
    }
    yield `${lines.join('\n')}\n`
  }
}
