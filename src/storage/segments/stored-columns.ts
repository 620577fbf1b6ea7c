import { SYMBOL } from '../../values/data-type.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { ColumnRecord, TableRecord } from '../catalog/table-record.ts'
import { StorageError } from '../storage-error.ts'
import type { SegmentColumn } from './segment-writer.ts'

/**
 * The columns as the table stores them: the same, but for STRING given as SYMBOL and the other way round.
 * @throws StorageError `invalid` if number, types or lengths don't fit
 */
export function storedColumns(table: TableRecord, columns: readonly Vector[]): Vector[] {
  if (columns.length === 0 || columns.length > table.columns.length) {
    throw invalid(`The table ${table.name} has ${table.columns.length} columns, not ${columns.length}`)
  }
  const needed = [...table.partitionColumns, ...table.sortColumns]
  for (const column of table.columns.slice(columns.length)) {
    if (needed.includes(column.name))
      throw invalid(`Rows of the table ${table.name} need a value of ${column.name}`)
  }
  const rows = columns[0]!.length
  return columns.map((vector, i) => {
    const column = table.columns[i]!
    if (vector.length !== rows) {
      throw invalid(
        `The column ${column.name} has ${vector.length} rows, ${table.columns[0]!.name} has ${rows}`,
      )
    }
    return asStored(table, column, vector)
  })
}

// What a text may take up in a table on disk, as documented.
const longest: Readonly<Record<string, number>> = { SYMBOL: 256, STRING: 65_536, BLOB: 67_108_864 }

function asStored(table: TableRecord, column: ColumnRecord, vector: Vector): Vector {
  const { type } = column
  let stored: Vector | null = vector.type === type ? vector : null
  if (type === SYMBOL && vector instanceof StringVector) stored = SymbolVector.of(vector.texts())
  if (type.name === 'STRING' && vector instanceof SymbolVector) {
    stored = StringVector.of(Array.from({ length: vector.length }, (_, i) => vector.text(i)))
  }
  if (!stored) {
    throw invalid(
      `The column ${column.name} of the table ${table.name} is of type ${type}, not ${vector.type}`,
    )
  }
  const most = longest[type.name]
  if (most !== undefined && longestText(stored) > most) {
    throw invalid(
      `The column ${column.name} has a text longer than the ${most} bytes that a ${type} in a table can have`,
    )
  }
  return stored
}

function longestText(vector: Vector): number {
  const texts =
    vector instanceof SymbolVector ? StringVector.of([...vector.base.strings]) : (vector as StringVector)
  const { offsets } = texts.utf8()
  let most = 0
  for (let i = 1; i < offsets.length; i++) most = Math.max(most, offsets[i]! - offsets[i - 1]!)
  return most
}

/** Columns with what a segment writes of each. */
export function segmentColumns(table: TableRecord, vectors: readonly Vector[]): SegmentColumn[] {
  return vectors.map((vector, i) => {
    const { id, name, type, compression } = table.columns[i]!
    return { id, name, type, vector, compress: compression === 'zstd' }
  })
}

const invalid = (message: string) => new StorageError('invalid', message)
