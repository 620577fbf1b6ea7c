import { asColumnOf } from '../functions/as-column.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { Table } from '../values/forms/table.ts'
import { concatenate } from '../values/vectors/build.ts'
import { distinctRows } from './distinct.ts'

/** The rows of both; names and types are the first's. Without `all`, equal rows once. @throws ScriptError */
export function unite(left: Table, right: Table, all: boolean): Table {
  if (left.columns.length !== right.columns.length) {
    throw new ScriptError(
      `The queries of a union have the same number of columns, not ${left.columns.length} and ${right.columns.length}.`,
    )
  }
  const columns = left.columns.map((column, i) =>
    concatenate(column.type, [column, asColumnOf(column.type, right.columns[i]!)]),
  )
  const both = new Table([...left.names], columns)
  return all ? both : distinctRows(both)
}
