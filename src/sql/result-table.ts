import { distinctNames } from '../functions/metacode/output-name.ts'
import { Table } from '../values/forms/table.ts'
import { retain } from '../values/ownership.ts'
import type { OutputColumn } from './output.ts'

/** A table of output columns, under names made distinct. A column may be one of the queried table, so nobody may change it in place. */
export function tableOf(columns: readonly OutputColumn[]): Table {
  const names = distinctNames(columns.map(column => column.name))
  return new Table(
    names,
    columns.map(column => retain(column.vector)),
  )
}
