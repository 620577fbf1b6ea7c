import { print } from '../../../grammar/print/print.ts'
import type { Expression, Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { together } from '../../values/cast/vector.ts'
import type { Lookup } from '../../values/forms/code.ts'
import type { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { columnOf, Frame } from '../frame.ts'
import { decompose, isRowwise, type Parts } from '../grouping/decompose.ts'
import { GroupedFrame, type Key } from '../grouping/group-by.ts'
import { intervalCall } from '../grouping/interval.ts'
import { groupsFor, keysOf } from '../grouping/keys.ts'
import { RowGroups } from '../grouping/row-groups.ts'
import { frameTotals } from '../grouping/totals.ts'
import { columnsOfValue, evaluate, expandItems, type OutputColumn, type OutputItem } from '../output.ts'
import { tableOf } from '../result-table.ts'
import { trueRows } from '../where.ts'
import { mapParts, partialQuery } from './map-parts.ts'
import { calling, type Distributed, partialCalls } from './partial-aggregates.ts'
import { emptyFrame, partFrame, type ReadPlan } from './partitioned.ts'
import type { Part } from './source.ts'

/**
 * A query of aggregates over a partitioned source: each part is reduced by itself, then what came of them. Null where
 * some output can't be had that way. @throws ScriptError
 */
export function distributedTable(
  context: Context,
  query: Select,
  plan: ReadPlan,
  lookup: Lookup,
): Table | null {
  const reducible = query.grouping === null || query.grouping === 'group'
  if (plan.parts.length < 2 || !reducible || query.cumulativeGroupBy.length > 0) return null
  const shape = emptyFrame(plan, lookup)
  const isColumn = (name: string) => shape.indexOf(name) >= 0
  const byRow = (expression: Expression) => isRowwise(context, expression, isColumn)
  const keyItems = query.grouping === 'group' ? query.groupBy : []
  if (!query.where.every(byRow) || !keyItems.every(item => byRow(item.value) && !intervalCall(item)))
    return null
  const items = expandItems(query.items, shape)
  const keys = keysOf(context, keyItems, shape)
  const expressions = items.map(item => item.expression)
  const aggregates = aggregatesOf(
    context,
    query.having ? [...expressions, query.having] : expressions,
    keys,
    isColumn,
  )
  if (!aggregates || aggregates.length === 0 || items.some(item => item.names.length !== 1)) return null
  const partialsOf = (part: Part) => {
    const frame = partFrame(context, plan, part, query.where, lookup)
    return frame.rows === 0
      ? null
      : partialColumns(context, query, frame, keysOf(context, keyItems, frame), aggregates)
  }
  const { trace } = plan
  const { partials } = trace.step(
    'map',
    () => mapParts(context, plan, { select: partialQuery(query, keyItems, aggregates), lookup }, partialsOf),
    ({ told }) => told,
  )
  if (partials.length === 0) return null
  const merged = trace.step(
    'merge',
    () => mergedColumns(context, query, partials, keys, aggregates, lookup),
    ({ count }) => ({ row: count }),
  )
  return trace.step(
    'reduce',
    () => finished(context, query, items, keys, merged, isColumn, lookup),
    ({ rows }) => ({ rows }),
  )
}

// The aggregates in expressions that consist of them, keys and what is computed from these; null if some doesn't.
function aggregatesOf(
  context: Context,
  expressions: readonly Expression[],
  keys: readonly Key[],
  isColumn: (name: string) => boolean,
): Distributed[] | null {
  const found = new Map<string, Distributed>()
  const texts = keyTexts(keys, isColumn)
  const nothing = vectorOf([])
  const parts: Parts = {
    known: (_, text) => (texts.has(text) ? nothing : null),
    columnsAllowed: false,
    isColumn,
    call: (builtin, call, args) => {
      const { distribution } = builtin.definition
      if (!distribution || !args.every(arg => isRowwise(context, arg, isColumn))) return null
      const text = print(call)
      found.set(text, { text, call, distribution })
      return nothing
    },
  }
  return expressions.every(expression => decompose(context, expression, parts)) ? [...found.values()] : null
}

function keyTexts(keys: readonly Key[], isColumn: (name: string) => boolean): Map<string, number> {
  const texts = new Map<string, number>()
  keys.forEach(({ expression, name }, i) => {
    texts.set(print(expression), i)
    if (!isColumn(name)) texts.set(name, i)
  })
  return texts
}

// A group for each key, or one of all rows.
const groupsIn = (query: Select, keys: readonly Key[], rows: number) =>
  keys.length > 0 ? groupsFor(query, keys) : RowGroups.ofCodes(allocate('i32', rows), allocate('i32', 1))

// One part's keys and partial aggregates, a row a group.
function partialColumns(
  context: Context,
  query: Select,
  frame: Frame,
  keys: readonly Key[],
  aggregates: readonly Distributed[],
): Vector[] {
  const calls = partialCalls(aggregates)
  const found = keys.length === 0 ? frameTotals(context, calls, frame) : null
  if (found && calls.every(call => found.has(print(call))))
    return calls.map(call => vectorOf([found.get(print(call))!]))
  const groups = new GroupedFrame(context, frame, groupsIn(query, keys, frame.rows), keys)
  groups.prepare(calls)
  const columns = calls.map(expression => groups.column({ expression, names: ['partial'] })[0]!.vector)
  return [...groups.keys.map(key => key.vector), ...columns]
}

interface Merged {
  readonly keys: readonly Vector[]
  /** By the text of the call. */
  readonly aggregates: ReadonlyMap<string, Vector>
  readonly count: number
}

function mergedColumns(
  context: Context,
  query: Select,
  partials: readonly (readonly Vector[])[],
  keys: readonly Key[],
  aggregates: readonly Distributed[],
  lookup: Lookup,
): Merged {
  const columns = partials[0]!.map((_, i) => together(partials.map(part => part[i]!)))
  const frame = new Frame(
    columns.map((vector, i) => columnOf(`\u0001${i}`, vector)),
    columns[0]!.length,
    lookup,
  )
  const mergedKeys = keys.map((key, i) => ({ ...key, column: columns[i]! }))
  const groups = new GroupedFrame(context, frame, groupsIn(query, mergedKeys, frame.rows), mergedKeys)
  let at = keys.length
  const results = new Map<string, Vector>()
  for (const { text, call, distribution } of aggregates) {
    const merges = distribution.merges.map(name => {
      const column: Expression = { kind: 'name', name: `\u0001${at++}`, qualifiers: [], span: call.span }
      const expression = calling({ ...call, arguments: [{ name: null, value: column, alias: null }] }, name)
      return groups.column({ expression, names: [name] })[0]!.vector
    })
    results.set(text, distribution.finish(context, merges))
  }
  return { keys: groups.keys.map(key => key.vector), aggregates: results, count: groups.count }
}

// Outputs from keys and aggregates that are there.
function finished(
  context: Context,
  query: Select,
  items: readonly OutputItem[],
  keys: readonly Key[],
  merged: Merged,
  isColumn: (name: string) => boolean,
  lookup: Lookup,
): Table {
  const texts = keyTexts(keys, () => false)
  const parts: Parts = {
    known: (_, text) => merged.aggregates.get(text) ?? merged.keys[texts.get(text) ?? -1] ?? null,
    columnsAllowed: false,
    isColumn,
    call: () => null,
  }
  const columnsOf = (item: OutputItem): OutputColumn[] => {
    const { rest, columns } = decompose(context, item.expression, parts)!
    const frame = new Frame(columns, merged.count, lookup)
    return columnsOfValue(evaluate(context, rest, frame), item.names, merged.count)
  }
  const selected = new Set(items.map(item => print(item.expression)))
  const unselected = keys.flatMap(({ expression, name }, i) =>
    selected.has(print(expression)) || selected.has(name) ? [] : [{ name, vector: merged.keys[i]! }],
  )
  const table = tableOf([...unselected, ...items.flatMap(columnsOf)])
  if (query.having === null) return table
  const rows = trueRows(columnsOf({ expression: query.having, names: ['having'] })[0]!.vector, table.rows)
  return rows === null ? table : table.gather(rows)
}
