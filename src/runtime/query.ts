import type { Delete, InsertInto, Query, Update } from '../../grammar/tree/ast.ts'
import type {
  AlterTable,
  CreateDatabase,
  CreateTable,
  DropDatabase,
  DropTable,
  TruncateTable,
} from '../../grammar/tree/schema-statements.ts'
import type { Lookup } from '../values/forms/code.ts'
import type { Value } from '../values/value.ts'
import type { Context } from './context.ts'
import { Slot } from './slot.ts'

/** Statements of SQL that change tables. */
export type Change = InsertInto | Update | Delete
/** Statements of SQL that make, alter or drop tables and databases. */
export type Definition = CreateDatabase | CreateTable | DropDatabase | DropTable | AlterTable | TruncateTable

/** Built-ins that join two tables. */
export type JoinFunction = 'ej' | 'sej' | 'lj' | 'lsj' | 'rj' | 'fj' | 'cj' | 'aj' | 'pj' | 'wj' | 'pwj'

/**
 * What compiled scripts ask of SQL. A node is the same object each time its place in the script is reached, so plans
 * can be kept by node. `lookup` gives the variables of the function around the query; the session's are the context's.
 */
export interface QueryRunner {
  /** @throws ScriptError */
  select(context: Context, node: Query, lookup: Lookup): Value
  /** Changes a table in place. A variable's table has been made its own before. @throws ScriptError */
  change(context: Context, node: Change, lookup: Lookup): void
  /** @throws ScriptError */
  define(context: Context, node: Definition, lookup: Lookup): Value | undefined
  /** `ej(t1, t2, …)` as a function: `names` are what its arguments are called. @throws ScriptError */
  join(
    context: Context,
    join: JoinFunction,
    names: readonly (string | null)[],
    args: readonly (Value | undefined)[],
  ): Value
}

export const queries = new Slot<QueryRunner>('SQL')
