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
import type { Reading } from '../from.ts'
import { isRowwise } from '../grouping/decompose.ts'
import { pruningConditions } from '../parts/conditions.ts'
import { emptyTable } from '../parts/partitioned.ts'
import { type Condition, type Part, type Source, untilUnchanged } from '../parts/source.ts'
import { withTextIndexes } from '../parts/text-indexes.ts'
import { runQuery } from '../query.ts'
import { rowNumbers } from '../row-numbers.ts'
import type { RowsChanged } from './changed-rows.ts'
import { JoinedTarget } from './joined-target.ts'
import { columnNameOf, type RowClauses } from './row-clauses.ts'

/** Changes a table in place by clauses over its rows. */
type ChangeTable<Clauses> = (table: Table, frame: Frame, bound: Clauses) => RowsChanged

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
  const { made: bound, inner } = bindClauses(clauses, Frame.ofTable(emptyTable(source), owner, lookup))
  const made = { ...bound, where: withTextIndexes(context, bound.where, source) }
  const around = withInnerQueries(inner, (query, outside) => runQuery(context, query, outside), lookup)
  let matched = 0
  const change = (table: Table) => {
    const frame = Frame.ofTable(table, owner, around).with([rowNumbers(table.rows)])
    const { count, rows } = changeTable(table, frame, made)
    matched += count
    return rows
  }
  const conditions = () => pruningConditions(made.where, { context, lookup: around, isColumn })
  replaceParts(context, source, columnsSet(clauses), conditions, tables => {
    matched = 0
    return tables.length > 1 && !isByRow(context, made, isColumn)
      ? changedTogether(tables, change)
      : tables.map(table => (change(table).length > 0 ? table : null))
  })
  return matched
}

/** How joins of a source's rows are read. */
export type JoinedReading = Pick<Reading, 'read' | 'joining'> & { readonly standsFor: Source }

interface Bound<Clauses> {
  readonly frame: Frame
  readonly bound: Clauses
}

/**
 * Changes rows of a source by what they are joined with: the parts that may hold some are read, changed as one table and put back. `bind`
 * joins a table that has the source's columns. Returns how many rows met the clauses. @throws ScriptError
 */
export function changeJoined<Clauses extends RowClauses>(
  context: Context,
  source: Source,
  set: readonly string[],
  bind: (table: Table, reading: JoinedReading) => Bound<Clauses>,
  change: (table: Table, bound: Bound<Clauses>) => RowsChanged,
): number {
  const unknown = set.find(name => source.indexOf(name) < 0)
  if (unknown !== undefined)
    throw new ScriptError(`The table has no column ${unknown}: addColumn gives it one.`)
  let matched = 0
  // The other tables are read once, so that parts are chosen by the rows that they are joined with.
  let read = new Map<Expression, Frame>()
  const conditions = () => {
    read = new Map()
    const joining = new JoinedTarget()
    const { frame, bound } = bind(emptyTable(source), { standsFor: source, read, joining })
    return joining.conditions(context, bound.where, frame, frame.lookup)
  }
  replaceParts(context, source, set, conditions, tables => {
    matched = 0
    if (tables.length === 0) return []
    return changedTogether(tables, whole => {
      const changed = change(whole, bind(whole, { standsFor: source, read }))
      matched = changed.count
      return changed.rows
    })
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

// All tables as one, and then apart again; null: unchanged, since none of the rows that `change` gives is there.
function changedTogether(tables: readonly Table[], change: (table: Table) => Int32Array): (Table | null)[] {
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
  const touched = new Set<number>()
  for (const row of change(whole)) if (row >= 0) touched.add(partOfRow[row]!)
  const parts = (whole.columns[whole.indexOf(PART)] as FixedVector).data as Int32Array
  let start = 0
  return tables.map((_, part) => {
    const from = start
    while (start < parts.length && parts[start] === part) start++
    if (!touched.has(part)) return null
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
