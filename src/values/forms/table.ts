import type { DataType } from '../data-type.ts'
import type { Vector } from '../vectors/vector.ts'
import { TableValue } from './table-value.ts'

export type TableKind = 'basic' | 'keyed' | 'indexed' | 'stream' | 'mvcc'

const descriptions: Record<TableKind, string> = {
  basic: 'IN-MEMORY TABLE',
  keyed: 'KEYED IN-MEMORY TABLE',
  indexed: 'INDEXED IN-MEMORY TABLE',
  stream: 'STREAM TABLE',
  mvcc: 'MVCC IN-MEMORY TABLE',
}

/** How a table that all sessions of the node share is changed: one after the other, all or nothing. */
export interface TableSharing {
  /** Runs what changes the table, and shows it to all others when it succeeds. May be nested. */
  change<T>(table: Table, action: () => T): T
}

/** Runs what changes `table`; to be used wherever a table's columns, names or rows are changed in place. */
export const changing = <T>(table: Table, action: () => T): T =>
  table.sharing === null ? action() : table.sharing.change(table, action)

/** Columns in memory, of one length. */
export class Table extends TableValue {
  names: string[]
  columns: Vector[]
  kind: TableKind = 'basic'
  /** Of a keyed or indexed table; rows are distinct by these. */
  keyColumns: readonly string[] = []
  /** Of a keyed or indexed table that keeps the latest: a row doesn't replace one whose time is later. */
  timeColumn: string | null = null
  /** What is said about columns, by name: of an MVCC table. */
  columnComments: Readonly<Record<string, string>> = {}
  /** Of a stream table: subscribers may ask for certain values of this column only. */
  filterColumn: string | null = null
  /** Visible to all sessions of the node. Changes then happen in place. */
  sharedName: string | null = null
  /** Set where sessions in other threads may see it too; its columns are then never changed in place, but replaced. */
  sharing: TableSharing | null = null
  aliased = false

  constructor(names: string[], columns: Vector[]) {
    super()
    this.names = names
    this.columns = columns
  }

  get rows(): number {
    return this.columns.length === 0 ? 0 : this.columns[0]!.length
  }

  get types(): DataType[] {
    return this.columns.map(column => column.type)
  }

  get describe(): string {
    return this.sharedName === null ? descriptions[this.kind] : `SHARED ${descriptions[this.kind]}`
  }

  /** The column of that name (see indexOf), or undefined. */
  column(name: string): Vector | undefined {
    const index = this.indexOf(name)
    return index < 0 ? undefined : this.columns[index]
  }

  gather(indices: Int32Array): Table {
    return new Table(
      [...this.names],
      this.columns.map(column => column.gather(indices)),
    )
  }

  slice(start: number, end: number): Table {
    return new Table(
      [...this.names],
      this.columns.map(column => column.slice(start, end)),
    )
  }

  clone(): Table {
    const copy = new Table(
      [...this.names],
      this.columns.map(column => column.clone()),
    )
    copy.kind = this.kind
    copy.keyColumns = this.keyColumns
    copy.timeColumn = this.timeColumn
    copy.columnComments = this.columnComments
    copy.filterColumn = this.filterColumn
    return copy
  }
}
