import type { DataType } from '../data-type.ts'
import type { Raw } from '../null.ts'
import { vectorOfRaws } from '../vectors/build.ts'
import { Table } from './table.ts'

/** Column by column: name, type, and what a row has there. */
export type Columns<Row> = readonly (readonly [name: string, type: DataType, of: (row: Row) => Raw])[]

/** A table that tells of things of one kind, a row each. */
export function tableOfRows<Row>(columns: Columns<Row>, rows: readonly Row[]): Table {
  return new Table(
    columns.map(([name]) => name),
    columns.map(([, type, of]) => vectorOfRaws(type, rows.map(of))),
  )
}
