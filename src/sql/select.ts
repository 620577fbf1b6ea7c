import { print } from '../../grammar/print/print.ts'
import type { Expression, Select } from '../../grammar/tree/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/forms/code.ts'
import { Scalar } from '../values/forms/scalar.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { Vector } from '../values/vectors/vector.ts'
import { bindQuery } from './binding/bind.ts'
import { type Run, withInnerQueries } from './binding/inner-queries.ts'
import { withMacroColumns } from './binding/macros.ts'
import { distinctRows } from './distinct.ts'
import type { Trace } from './explain.ts'
import { columnOf, Frame } from './frame.ts'
import { framesOf, joinCall, namedTable } from './from.ts'
import { contextBy } from './grouping/context-by.ts'
import { cumulate } from './grouping/cumulative.ts'
import { GroupedFrame } from './grouping/group-by.ts'
import { intervalCall, intervalKey } from './grouping/interval.ts'
import { fillIntervals } from './grouping/interval-fill.ts'
import { groupsFor, isSortedByKeys, keysOf } from './grouping/keys.ts'
import { pivot } from './grouping/pivot-by.ts'
import { withTotals } from './grouping/totals.ts'
import { limitOf } from './limit.ts'
import { orderOf } from './order-by.ts'
import { columnsOfValue, evaluate, expandItems, type OutputItem, splitValue } from './output.ts'
import { distributedTable } from './parts/distributed.ts'
import { partChoice } from './parts/part-choice.ts'
import {
  emptyFrame,
  emptyTable,
  filterTraced,
  partFrame,
  planRead,
  type ReadPlan,
  wholeFrame,
} from './parts/partitioned.ts'
import { type Part, Source } from './parts/source.ts'
import { withTextIndexes } from './parts/text-indexes.ts'
import { tableOf } from './result-table.ts'
import { roll, rollCall } from './roll/roll.ts'
import { unite } from './union.ts'
import { trueRows } from './where.ts'
import { withWindowFunctions } from './window/window-functions.ts'

/** What a select gives: a table, or for `exec … pivot by` a matrix. */
export interface Selected {
  readonly value: Value
  /** One row of aggregates alone, which `exec` makes a scalar. */
  readonly isSingle: boolean
}

/** Runs one select. `run` runs the queries inside its expressions. @throws ScriptError */
export function runSelect(
  context: Context,
  written: Select,
  run: Run,
  lookup: Lookup,
  trace: Trace,
): Selected {
  const query = withMacroColumns(context, written, lookup)
  const source = trace.step('from', () => singleSource(context, query, lookup))
  const { table, owner } = source ?? { table: null, owner: null }
  if (table instanceof Source) return selectFrom(context, query, table, owner, run, lookup, trace)
  const read = () =>
    table
      ? Frame.ofTable(table, owner, lookup)
      : framesOf({ context, query, lookup }, query.from, query.where)
  const frame = trace.step('from', read, ({ rows }) => ({ rows }))
  const { select, inner } = bindQuery(query, frame)
  const around = withInnerQueries(inner, run, lookup)
  const whole = inner.length > 0 ? new Frame(frame.columns, frame.rows, around) : frame
  return finish(context, select, filterTraced(context, whole, select.where, trace), trace)
}

// From a source whose rows are read part by part.
function selectFrom(
  context: Context,
  written: Select,
  source: Source,
  owner: string | null,
  run: Run,
  lookup: Lookup,
  trace: Trace,
): Selected {
  const { where, conditions } = partChoice(context, written.where, source, lookup)
  const query = where === written.where ? written : { ...written, where }
  const shape = Frame.ofTable(emptyTable(source), owner, lookup)
  const { select: bound, inner } = bindQuery(query, shape)
  const conditionsOfRows = withTextIndexes(context, bound.where, source)
  const select = conditionsOfRows === bound.where ? bound : { ...bound, where: conditionsOfRows }
  const around = withInnerQueries(inner, run, lookup)
  const plan = trace.step(
    'from',
    () => planRead(context, select, source, owner, around, trace, conditions),
    reading,
  )
  if (select.map) return mapped(context, select, plan, around)
  const table = distributedTable(context, select, plan, around)
  if (table)
    return { value: ordered(context, select, table, null, around, trace), isSingle: select.grouping === null }
  return finish(context, select, wholeFrame(context, plan, select, around), trace)
}

// What is to be read, for who asks for an explanation.
function reading({ source, parts, columns }: ReadPlan) {
  const total = source.partCount()
  return { partitions: { total, pruned: total - parts.length }, columns }
}

// `map`: each part by itself, and the results one after the other.
function mapped(context: Context, query: Select, plan: ReadPlan, lookup: Lookup): Selected {
  const { trace } = plan
  const tablesOf = (part: Part) => {
    const frame = partFrame(context, plan, part, query.where, lookup)
    const { value } = frame.rows === 0 ? { value: null } : finish(context, query, frame, trace)
    return value instanceof Table ? [value] : []
  }
  const tables = trace.step('map', () =>
    plan.parts.flatMap(part => trace.part(part.path, () => tablesOf(part))),
  )
  if (tables.length === 0) return finish(context, query, emptyFrame(plan, lookup), trace)
  const value = trace.step(
    'merge',
    () => tables.reduce((whole, table) => unite(whole, table, true)),
    ({ rows }) => ({ row: rows }),
  )
  return { value, isSingle: false }
}

function singleSource(context: Context, query: Select, lookup: Lookup) {
  const [first] = query.from
  if (query.from.length !== 1 || first?.kind !== 'tableSource' || joinCall(context, first.value)) return null
  return namedTable(context, first, lookup)
}

// Everything after `where`.
function finish(context: Context, query: Select, frame: Frame, trace: Trace): Selected {
  if (query.cumulativeGroupBy.length > 0) {
    const table = trace.step('cgroupBy', () => cumulate(context, query, frame))
    return { value: limited(context, query, table, frame.lookup), isSingle: false }
  }
  const call = rollCall(context, query)
  if (call) {
    const rolled = trace.step('roll', () => roll(context, query, call, frame))
    return { value: sorted(context, query, rolled, null, frame.lookup, trace), isSingle: false }
  }
  switch (query.grouping) {
    case null:
      if (query.having !== null)
        throw new ScriptError(
          'having chooses among the groups of group by or context by; rows are chosen by where.',
        )
      return plain(context, query, frame, trace)
    case 'group': {
      const table = trace.step(
        'groupBy',
        () => grouped(context, query, frame, trace),
        ({ rows }) => ({ sorted: isSortedByKeys(query), rows }),
      )
      return {
        value: ordered(context, query, table, null, frame.lookup, trace),
        isSingle: false,
      }
    }
    case 'context': {
      const { table, rows } = trace.step('contextBy', () => contextBy(context, query, frame))
      return { value: sorted(context, query, table, rows, frame.lookup, trace), isSingle: false }
    }
    case 'pivot':
      return { value: trace.step('pivotBy', () => pivot(context, query, frame)), isSingle: false }
    case 'segment':
      return finish(context, bySegments(query), frame, trace)
  }
}

// Rows of a run of equal keys belong together: as `context by segment(key)`, whose keys ascend with the rows.
function bySegments(query: Select): Select {
  const groupBy = query.groupBy.map(item => {
    const { span } = item.value
    const arg = { name: null, value: item.value, alias: null }
    const callee: Expression = { kind: 'name', name: 'segment', qualifiers: [], span }
    const value: Expression = { kind: 'call', style: 'call', callee, arguments: [arg], span }
    return { ...item, value }
  })
  return { ...query, grouping: 'context', groupBy }
}

// Of an item with several names, each part is a column.
const isOneRow = (value: Value, names: number): boolean =>
  names > 1 ? splitValue(value).every(part => part instanceof Scalar) : value instanceof Scalar

// `select sort(distinct(x)) from t`: columns that are of one length, though not the table's.
function commonLength(values: readonly Value[], items: readonly OutputItem[]): number | undefined {
  const columns = values.flatMap((value, i) =>
    items[i]!.names.length > 1 && value instanceof Tuple ? value.items : [value],
  )
  const lengths = new Set(columns.map(value => (value instanceof Vector ? value.length : undefined)))
  return lengths.size === 1 ? [...lengths][0] : undefined
}

function plain(context: Context, query: Select, filtered: Frame, trace: Trace): Selected {
  const windowed = withWindowFunctions(context, expandItems(query.items, filtered), filtered)
  const { items, frame } = withTotals(context, windowed.items, windowed.frame)
  const values = items.map(item => evaluate(context, item.expression, frame))
  const isSingle = values.length > 0 && values.every((value, i) => isOneRow(value, items[i]!.names.length))
  // Aggregates alone give one row; beside a column they are repeated.
  const rows = isSingle
    ? 1
    : frame.columns.length === 0
      ? rowsOf(values)
      : (commonLength(values, items) ?? frame.rows)
  const table = tableOf(items.flatMap((item, i) => columnsOfValue(values[i]!, item.names, rows)))
  return { value: ordered(context, query, table, frame, frame.lookup, trace), isSingle }
}

const rowsOf = (values: readonly Value[]) => values.find(value => value instanceof Vector)?.length ?? 1

function grouped(context: Context, query: Select, filtered: Frame, trace: Trace): Table {
  const place = query.groupBy.findIndex(item => intervalCall(item) !== null)
  const item = query.groupBy[place]
  const interval = item ? intervalKey(context, item, intervalCall(item)!, filtered, query.where) : null
  const frame = interval?.frame ?? filtered
  const others = query.groupBy.filter((_, i) => i !== place)
  const keys = keysOf(context, others, frame)
  if (interval) keys.splice(place, 0, interval.key)
  const groups = groupsFor(query, keys)
  const evaluated = new GroupedFrame(context, frame, groups, keys)
  const items = expandItems(query.items, frame)
  const expressions: Expression[] = items.flatMap(item => (item.names.length === 1 ? [item.expression] : []))
  evaluated.prepare(query.having ? [...expressions, query.having] : expressions)
  // Keys that aren't selected come first.
  const isKey = (i: number, text: string) => text === print(keys[i]!.expression) || text === keys[i]!.name
  const texts = items.map(item => print(item.expression))
  const unselected = keys.flatMap((_, i) => (texts.some(text => isKey(i, text)) ? [] : [i]))
  const columns = items.map(item => evaluated.column(item))
  let groupKeys = evaluated.keys
  let table = tableOf([...unselected.map(i => evaluated.keys[i]!), ...columns.flat()])
  if (query.having !== null) {
    const flags = evaluated.column({ expression: query.having, names: ['having'] })[0]!.vector
    const rows = trueRows(flags, evaluated.count)
    if (rows !== null) {
      table = table.gather(rows)
      groupKeys = groupKeys.map(({ name, vector }) => ({ name, vector: vector.gather(rows) }))
    }
  }
  groups.release()
  if (!interval) return table
  const keyOfColumn = [
    ...unselected,
    ...columns.flatMap((made, k) => made.map(() => keys.findIndex((_, i) => isKey(i, texts[k]!)))),
  ]
  return trace.step('fill', () =>
    fillIntervals(table, { keys: groupKeys, place, interval }, column => keyOfColumn[column]!),
  )
}

// Order by sees the result's columns, then those of the rows that the result has a row for each of.
function ordered(
  context: Context,
  query: Select,
  table: Table,
  frame: Frame | null,
  lookup: Lookup,
  trace: Trace,
): Table {
  const result = query.distinct ? distinctRows(table) : table
  return limited(context, query, sorted(context, query, result, frame, lookup, trace), lookup)
}

function sorted(
  context: Context,
  query: Select,
  table: Table,
  frame: Frame | null,
  lookup: Lookup,
  trace: Trace,
): Table {
  if (query.orderBy.length === 0) return table
  const more = frame !== null && frame.rows === table.rows ? frame.columns : []
  const columns = [...table.names.map((name, i) => columnOf(name, table.columns[i]!)), ...more]
  return trace.step('sort', () =>
    table.gather(orderOf(context, new Frame(columns, table.rows, lookup), query.orderBy)),
  )
}

function limited(context: Context, query: Select, table: Table, lookup: Lookup): Table {
  const range = limitOf(context, query, lookup)?.of(table.rows)
  return range ? table.slice(range.start, Math.max(range.start, range.end)) : table
}
