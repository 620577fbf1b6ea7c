import type { DataType } from '../values/data-type.ts'
import type { Table } from '../values/forms/table.ts'
import { TableValue } from '../values/forms/table-value.ts'
import type { Context } from './context.ts'
import { ScriptError } from './script-error.ts'

/** A table whose rows are kept elsewhere than in the session's memory: what functions on tables ask of it. */
export abstract class RemoteTable extends TableValue {
  /** Adds rows, all or none, and gives how many. Columns are matched by place. @throws ScriptError */
  abstract append(context: Context, rows: Table): number

  /** Whether rows of so many columns are taken: the first of the table's. */
  takesColumns(count: number): boolean {
    return count === this.names.length
  }

  /** A script that gives this table in any session of the cluster; null: it is this session's alone. */
  origin(): string | null {
    return null
  }

  /** All rows in memory. @throws ScriptError */
  abstract load(context: Context): Table

  /** Adds columns, null in the rows that are there. @throws ScriptError where such tables can't have more. */
  addColumns(_context: Context, names: readonly string[], _types: readonly DataType[]): void {
    throw new ScriptError(`The columns ${names.join(', ')} can't be added to this table.`)
  }

  /** @throws ScriptError where such tables can't lose columns. */
  dropColumns(_context: Context, names: readonly string[]): void {
    throw new ScriptError(`The columns ${names.join(', ')} of this table can't be dropped.`)
  }

  /** Changes a column's type in all rows. @throws ScriptError where columns of such tables keep their types. */
  retypeColumn(_context: Context, name: string, _type: DataType): void {
    throw new ScriptError(`The column ${name} of this table keeps its type.`)
  }

  /** @throws ScriptError where columns of such tables keep their names. */
  renameColumn(_context: Context, from: string, _to: string): void {
    throw new ScriptError(`The column ${from} of this table can't be renamed.`)
  }
}
