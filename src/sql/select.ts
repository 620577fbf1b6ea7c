import type { OrderItem, Select } from '../../grammar/ast.ts'
import { print } from '../../grammar/print.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/code.ts'
import { Scalar } from '../values/scalar.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import { bindColumns } from './bind.ts'
import { segmentsOf } from './context-by.ts'
import { distinctRows } from './distinct.ts'
import { columnOf, Frame } from './frame.ts'
import { framesOf, namedTable } from './from.ts'
import { GroupedFrame } from './group-by.ts'
import { groupsOf, keysOf } from './keys.ts'
import { limitOf, type RowRange } from './limit.ts'
import { distinctNames } from './names.ts'
import { orderOf } from './order-by.ts'
import { columnsOfValue, evaluate, expandItems, type OutputColumn } from './output.ts'
import { emptyFrame, planRead, wholeFrame } from './partitioned.ts'
import { pivot } from './pivot-by.ts'
import type { RowGroups } from './row-groups.ts'
import { SegmentedFrame } from './segments.ts'
import { Source } from './source.ts'
import { filter, trueRows } from './where.ts'

/** Runs one select over memory: a table, or for `exec … pivot by` a matrix. @throws ScriptError */
export function runSelect(context: Context, query: Select, lookup: Lookup): Value {
  const [first] = query.from
  const named =
    query.from.length === 1 && first?.kind === 'tableSource' ? namedTable(context, first, lookup) : null
  if (named?.table instanceof Source) {
    const plan = planRead(context, query, named.table, named.owner, lookup)
    const bound = bindColumns(query, emptyFrame(plan, lookup))
    return finish(context, bound, wholeFrame(context, plan, bound.where, lookup), lookup)
  }
  const source = named
    ? Frame.ofTable(named.table, named.owner, lookup)
    : framesOf(context, query.from, lookup)
  const bound = bindColumns(query, source)
  return finish(context, bound, filter(context, source, bound.where), lookup)
}

// Everything after `where`.
function finish(context: Context, bound: Select, frame: Frame, lookup: Lookup): Value {
  switch (bound.grouping) {
    case null:
      return ordered(context, bound, plain(context, bound, frame), frame, lookup)
    case 'group':
      return ordered(context, bound, grouped(context, bound, frame), null, lookup)
    case 'context':
      return contextual(context, bound, frame, lookup)
    case 'pivot':
      return pivot(context, bound, frame)
    default:
      throw new ScriptError(`${bound.grouping} by isn't understood.`)
  }
}

function plain(context: Context, query: Select, frame: Frame): Table {
  const items = expandItems(query.items, frame)
  const values = items.map(item => evaluate(context, item.expression, frame))
  // Aggregates alone give one row; beside a column they are repeated.
  const scalarsOnly = values.every(value => value instanceof Scalar) && frame.columns.length > 0
  const rows = scalarsOnly || frame.columns.length === 0 ? rowsOf(values) : frame.rows
  return tableOf(items.flatMap((item, i) => columnsOfValue(values[i]!, item.names, rows)))
}

const rowsOf = (values: readonly Value[]) => {
  const vector = values.find(value => value.form === 'vector')
  return vector?.form === 'vector' ? vector.length : 1
}

function grouped(context: Context, query: Select, frame: Frame): Table {
  const keys = keysOf(context, query.groupBy, frame)
  const evaluated = new GroupedFrame(context, frame, groupsOf(keys), keys)
  const items = expandItems(query.items, frame)
  const columns = items.flatMap(item => evaluated.column(item))
  // Keys that aren't selected come first.
  const selected = new Set(items.map(item => print(item.expression)))
  const unselected = evaluated.keys.filter(
    (key, i) => !selected.has(print(keys[i]!.expression)) && !selected.has(key.name),
  )
  const table = tableOf([...unselected, ...columns])
  if (query.having === null) return table
  const flags = evaluated.column({ expression: query.having, names: ['having'] })[0]!.vector
  const rows = trueRows(flags, evaluated.count)
  return rows === null ? table : table.gather(rows)
}

function contextual(context: Context, query: Select, frame: Frame, lookup: Lookup): Table {
  const sorted = segmentsOf(context, frame, query.groupBy, query.contextSort)
  const segments = new SegmentedFrame(context, sorted.frame, sorted.offsets)
  const columns = expandItems(query.items, sorted.frame).flatMap(item => segments.column(item))
  let table = tableOf(columns)
  let kept: Int32Array | null = null
  if (query.having !== null) {
    kept = trueRows(segments.column({ expression: query.having, names: ['having'] })[0]!.vector, frame.rows)
  }
  const range = limitOf(context, query, lookup)
  if (range) kept = rangeWithin(range, sorted.groups, kept)
  if (kept !== null) table = table.gather(kept)
  return query.orderBy.length === 0 ? table : sortTable(context, table, query.orderBy, lookup)
}

// The first or last rows of each group, among those kept.
function rangeWithin(range: RowRange, groups: RowGroups, kept: Int32Array | null): Int32Array {
  const flags = new Uint8Array(groups.codes.length).fill(kept === null ? 1 : 0)
  if (kept) for (const row of kept) flags[row] = 1
  const rows: number[] = []
  for (let g = 0; g < groups.count; g++) {
    const inGroup: number[] = []
    for (let row = groups.offsets[g]!; row < groups.offsets[g + 1]!; row++) if (flags[row]) inGroup.push(row)
    const { start, end } = range.of(inGroup.length)
    rows.push(...inGroup.slice(start, end))
  }
  return Int32Array.from(rows)
}

// Order by sees the result's columns, then those of the source that the result has a row for each of.
function ordered(context: Context, query: Select, table: Table, frame: Frame | null, lookup: Lookup): Table {
  let result = query.distinct ? distinctRows(table) : table
  if (query.orderBy.length > 0) {
    const more = frame !== null && frame.rows === result.rows ? frame.columns : []
    const columns = [...result.names.map((name, i) => columnOf(name, result.columns[i]!)), ...more]
    result = result.gather(orderOf(context, new Frame(columns, result.rows, lookup), query.orderBy))
  }
  const range = limitOf(context, query, lookup)?.of(result.rows)
  return range ? result.slice(range.start, Math.max(range.start, range.end)) : result
}

function sortTable(context: Context, table: Table, items: readonly OrderItem[], lookup: Lookup): Table {
  return table.gather(orderOf(context, Frame.ofTable(table, null, lookup), items))
}

function tableOf(columns: readonly OutputColumn[]): Table {
  const names = distinctNames(columns.map(column => column.name))
  return new Table(
    names,
    columns.map(column => column.vector),
  )
}
