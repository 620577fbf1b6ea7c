import { groupingColumn } from '../functions/tables/key-column.ts'
import { groupRows } from '../kernels/groups/group.ts'
import type { Table } from '../values/forms/table.ts'

/** The rows of a table without those that are equal to an earlier one. */
export function distinctRows(table: Table): Table {
  if (table.columns.length === 0) return table
  const { firstRows } = groupRows(table.columns.map(groupingColumn))
  return firstRows.length === table.rows ? table : table.gather(firstRows)
}
