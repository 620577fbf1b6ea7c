import type { Table } from '../values/table.ts'
import { TableValue } from '../values/table-value.ts'
import type { Context } from './context.ts'

/** A table whose rows are kept elsewhere than in the session's memory: what functions on tables ask of it. */
export abstract class RemoteTable extends TableValue {
  /** Adds rows, all or none, and gives how many. Columns are matched by place. @throws ScriptError */
  abstract append(context: Context, rows: Table): number

  /** All rows in memory. @throws ScriptError */
  abstract load(context: Context): Table
}
