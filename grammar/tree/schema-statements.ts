import type { Expression, NodeBase, Query } from './ast.ts'

// Statements that make, change and drop databases and tables.

/** `create database "dfs://x" partitioned by VALUE(1..3), HASH([INT,4]), engine='OLAP'`. */
export interface CreateDatabase extends NodeBase {
  readonly kind: 'createDatabase'
  readonly path: Expression
  readonly ifNotExists: boolean
  readonly partitions: readonly { readonly type: string; readonly scheme: Expression }[]
  readonly options: readonly { readonly name: string; readonly value: Expression }[]
}

export interface ColumnDefinition {
  readonly name: string
  /** As written: `DOUBLE`, `DECIMAL32(3)`, `INT[]`. */
  readonly type: string
  /** `[comment="…", compress="delta"]`. */
  readonly options: readonly { readonly name: string; readonly value: Expression }[]
  readonly defaultValue: Expression | null
}

/** `create table "dfs://x"."t"(…)`, `create table t(…)`, `create local temporary table`. */
export interface CreateTable extends NodeBase {
  readonly kind: 'createTable'
  /** Null for a table in memory. */
  readonly database: Expression | null
  readonly table: Expression
  readonly ifNotExists: boolean
  readonly temporary: boolean
  readonly columns: readonly ColumnDefinition[]
  readonly partitionedBy: readonly Expression[]
  readonly options: readonly { readonly name: string; readonly value: Expression }[]
  /** `create table t as select …`. */
  readonly query: Query | null
}

export interface DropDatabase extends NodeBase {
  readonly kind: 'dropDatabase'
  readonly path: Expression
  readonly ifExists: boolean
}

export interface DropTable extends NodeBase {
  readonly kind: 'dropTable'
  readonly database: Expression | null
  readonly table: Expression
  readonly ifExists: boolean
}

export interface AlterTable extends NodeBase {
  readonly kind: 'alterTable'
  readonly table: Expression
  readonly action:
    | { readonly is: 'add'; readonly columns: readonly ColumnDefinition[] }
    | { readonly is: 'drop'; readonly columns: readonly string[] }
    | { readonly is: 'rename'; readonly from: string; readonly to: string }
}

/** `truncate table t`, `truncate table "dfs://x"."t"`. */
export interface TruncateTable extends NodeBase {
  readonly kind: 'truncateTable'
  readonly database: Expression | null
  readonly table: Expression
}
