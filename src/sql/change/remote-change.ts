import type { Expression, SelectItem, Update } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT } from '../../values/data-type.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { concatenate } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { bindClauses } from '../binding/bind.ts'
import { withInnerQueries } from '../binding/inner-queries.ts'
import { Frame } from '../frame.ts'
import { isRowwise } from '../grouping/decompose.ts'
import { pruningConditions } from '../parts/conditions.ts'
import { emptyTable } from '../parts/partitioned.ts'
import { type Condition, type Part, type Source, untilUnchanged } from '../parts/source.ts'
import { runQuery } from '../query.ts'
import { rowNumbers } from '../row-numbers.ts'
import { columnNameOf, type RowClauses } from './row-clauses.ts'

/** Changes a table in place by clauses over its rows; tells how many of them met the clauses. */
type ChangeTable<Clauses> = (table: Table, frame: Frame, bound: Clauses) => number

/**
 * Changes rows of a source: the parts that may hold some are read, changed and put back as a whole, all together. Parts are
 * changed one by one if no row's change depends on other rows. Returns how many rows met the clauses. @throws ScriptError
 */
export function changeParts<Clauses extends RowClauses>(
  context: Context,
  source: Source,
  owner: string | null,
  clauses: Clauses,
  lookup: Lookup,
  changeTable: ChangeTable<Clauses>,
): number {
  const isColumn = (name: string) => source.indexOf(name) >= 0
  const { made, inner } = bindClauses(clauses, Frame.ofTable(emptyTable(source), owner, lookup))
  const around = withInnerQueries(inner, (query, outside) => runQuery(context, query, outside), lookup)
  let matched = 0
  const change = (table: Table) => {
    const frame = Frame.ofTable(table, owner, around).with([rowNumbers(table.rows)])
    const rows = changeTable(table, frame, made)
    matched += rows
    return rows > 0
  }
  const conditions = () => pruningConditions(made.where, { context, lookup: around, isColumn })
  replaceParts(context, source, columnsSet(clauses), conditions, tables => {
    matched = 0
    return tables.length > 1 && !isByRow(context, made, isColumn)
      ? changedTogether(tables, change)
      : tables.map(table => (change(table) ? table : null))
  })
  return matched
}

/**
 * Changes rows of a source by what they are joined with: all are read, changed as one table and put back. Returns what
 * `change` tells: how many rows met the clauses. @throws ScriptError
 */
export function changeJoined(
  context: Context,
  source: Source,
  set: readonly string[],
  change: (table: Table) => number,
): number {
  const unknown = set.find(name => source.indexOf(name) < 0)
  if (unknown !== undefined)
    throw new ScriptError(`The table has no column ${unknown}: addColumn gives it one.`)
  let matched = 0
  const everything = () => []
  replaceParts(context, source, set, everything, tables => {
    matched = 0
    return tables.length === 0 ? [] : changedTogether(tables, whole => (matched = change(whole)) > 0)
  })
  return matched
}

// Puts what `change` makes of parts (null: nothing) in their place, all together; once more if others changed them meanwhile.
function replaceParts(
  context: Context,
  source: Source,
  set: readonly string[],
  conditions: () => readonly Condition[],
  change: (tables: readonly Table[]) => readonly (Table | null)[],
): void {
  untilUnchanged(() => {
    const parts = source.parts(context, conditions())
    const changes = change(parts.map(part => source.read(part, source.names, [])))
    const replaced = changes.flatMap((table, i): [Part, Table | null][] =>
      table ? [[parts[i]!, table.rows === 0 ? null : table]] : [],
    )
    if (replaced.length > 0) source.replace(context, replaced, set)
  })
}

/** The names of the columns that clauses set. */
export const columnsSet = (clauses: RowClauses): string[] =>
  ((clauses as { sets?: Update['sets'] }).sets ?? []).map(set => columnNameOf(set.column))

// All tables as one, and then apart again; null: unchanged.
function changedTogether(tables: readonly Table[], change: (table: Table) => boolean): (Table | null)[] {
  const [first] = tables
  const columns = first!.columns.map((column, i) =>
    concatenate(
      column.type,
      tables.map(table => table.columns[i]!),
    ),
  )
  const partOfRow = allocate('i32', columns[0]!.length)
  let end = 0
  tables.forEach((table, part) => {
    partOfRow.fill(part, end, (end += table.rows))
  })
  const whole = new Table([...first!.names, PART], [...columns, new FixedVector(INT, partOfRow, false)])
  if (!change(whole)) return tables.map(() => null)
  const parts = (whole.columns[whole.indexOf(PART)] as FixedVector).data as Int32Array
  let start = 0
  return tables.map((_, part) => {
    const from = start
    while (start < parts.length && parts[start] === part) start++
    return new Table(
      [...first!.names],
      first!.names.map((_, i) => whole.columns[i]!.slice(from, start)),
    )
  })
}

// Which part a row is of, in a column that no script can name.
const PART = '\u0001part'

function isByRow(context: Context, clauses: RowClauses, isColumn: (name: string) => boolean): boolean {
  const sets = (clauses as { sets?: readonly { value: Expression }[] }).sets ?? []
  const expressions = [...clauses.where, ...sets.map(set => set.value)]
  const keys: readonly SelectItem[] = clauses.contextBy
  return keys.length === 0 && expressions.every(expression => isRowwise(context, expression, isColumn))
}
