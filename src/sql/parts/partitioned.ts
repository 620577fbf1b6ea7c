import type { Expression, Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Table } from '../../values/forms/table.ts'
import { concatenate, emptyVector } from '../../values/vectors/build.ts'
import { type Trace, untraced } from '../explain.ts'
import { Frame } from '../frame.ts'
import { isRowwise } from '../grouping/decompose.ts'
import { limitOf } from '../limit.ts'
import { filter } from '../where.ts'
import { pruningConditions } from './conditions.ts'
import { type KeepRows, type LatestFirst, latestFirst, rowsOfGroups } from './rows-of-groups.ts'
import type { Condition, Part, Source } from './source.ts'

/** How a query reads a partitioned table. */
export interface ReadPlan {
  readonly source: Source
  readonly owner: string | null
  readonly conditions: readonly Condition[]
  /** Partitions that the conditions leave. */
  readonly parts: readonly Part[]
  /** Columns that the query names. */
  readonly columns: readonly string[]
  readonly trace: Trace
}

// A text, for which nobody looks at every one.
const TEXT_BYTES = 24

/** All rows of a source, without the columns that the query doesn't name: for joins. */
export function readNamed(
  context: Context,
  query: object,
  source: Source,
  owner: string | null,
  lookup: Lookup,
): Frame {
  const plan = {
    source,
    owner,
    conditions: [],
    parts: source.parts(context, []),
    columns: columnsNamed(query, source),
    trace: untraced,
  }
  return joinedParts(context, plan, [], lookup, Number.POSITIVE_INFINITY)
}

/** Which partitions and columns of `source` the query needs; `chosen` are conditions besides those on its rows. */
export function planRead(
  context: Context,
  query: Select,
  source: Source,
  owner: string | null,
  lookup: Lookup,
  trace: Trace,
  chosen: readonly Condition[] = [],
): ReadPlan {
  const isColumn = (name: string) => source.indexOf(name) >= 0
  const conditions = [...chosen, ...pruningConditions(query.where, { context, lookup, isColumn })]
  const columns = columnsNamed(query, source)
  return { source, owner, conditions, parts: source.parts(context, conditions), columns, trace }
}

// A query that names no column (`count(*)`) still needs one to have rows. Names in texts count, too: matching columns.
function columnsNamed(query: object, source: Source): string[] {
  const { with: _, ...clauses } = query as Select
  const items: Select['items'] = clauses.items ?? []
  const star = items.some(item => item.value.kind === 'star')
  const asked = namesAsked(clauses)
  const named = source.names.filter(name => star || asked.has(name.toLowerCase()))
  return named.length > 0 ? named : [narrowest(source)]
}

function namesAsked(node: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const item of node) namesAsked(item, names)
  else if (typeof node === 'object' && node !== null) {
    const { kind, name, text } = node as { kind?: string; name?: string; text?: string }
    if ((kind === 'name' || kind === 'member') && name) names.add(name.toLowerCase())
    if (kind === 'literal' && text) names.add(text.toLowerCase())
    for (const [key, child] of Object.entries(node)) if (key !== 'span') namesAsked(child, names)
  }
  return names
}

function narrowest(source: Source): string {
  const width = (i: number) => source.types[i]!.width || Number.POSITIVE_INFINITY
  return source.names.reduce(
    (best, name, i) => (width(i) < width(source.indexOf(best)) ? name : best),
    source.names[0]!,
  )
}

/** A table with a source's columns and no rows. */
export function emptyTable(source: Source): Table {
  return new Table(
    [...source.names],
    source.types.map(type => emptyVector(type)),
  )
}

/** No rows, but all columns that the query names: to find out what its names mean. */
export function emptyFrame(plan: ReadPlan, lookup: Lookup): Frame {
  const columns = plan.columns.map(name => emptyVector(plan.source.types[plan.source.indexOf(name)]!))
  return Frame.ofTable(new Table([...plan.columns], columns), plan.owner, lookup, () => plan.source.names)
}

/** The rows for which all conditions hold, as a step if there are any. */
export function filterTraced(
  context: Context,
  frame: Frame,
  where: readonly Expression[],
  trace: Trace,
): Frame {
  if (where.length === 0) return frame
  return trace.step(
    'where',
    () => filter(context, frame, where),
    ({ rows }) => ({ rows }),
  )
}

/** The rows of one partition that meet the query's conditions. */
export function partFrame(
  context: Context,
  plan: ReadPlan,
  part: Part,
  where: readonly Expression[],
  lookup: Lookup,
): Frame {
  context.checkCancelled()
  const read = () => plan.source.read(part, plan.columns, plan.conditions)
  const table = plan.trace.step('read', read, ({ rows }) => ({ rows }))
  return filterTraced(
    context,
    Frame.ofTable(table, plan.owner, lookup, () => plan.source.names),
    where,
    plan.trace,
  )
}

/**
 * All rows that meet the query's conditions, from all partitions one after the other; fewer where the query asks for its first
 * rows only.
 */
export function wholeFrame(context: Context, plan: ReadPlan, query: Select, lookup: Lookup): Frame {
  const isColumn = (name: string) => plan.source.indexOf(name) >= 0
  const byRow = (expression: Expression) => isRowwise(context, expression, isColumn)
  if (query.where.every(byRow)) {
    const keep = rowsOfGroups(context, query, byRow)
    const latest = keep && latestFirst(context, query, plan, lookup)
    if (latest) return latestRows(context, plan, query.where, lookup, { keep, latest })
    const enough = rowsWanted(context, query, byRow, lookup)
    return joinedParts(context, plan, query.where, lookup, enough, keep)
  }
  // Conditions on more than a row are about the rows of all partitions.
  const all = joinedParts(context, plan, [], lookup, Number.POSITIVE_INFINITY)
  return filterTraced(context, all, query.where, plan.trace)
}

// How many rows are enough for the result.
function rowsWanted(
  context: Context,
  query: Select,
  byRow: (expression: Expression) => boolean,
  lookup: Lookup,
): number {
  const plain = query.grouping === null && query.orderBy.length === 0 && !query.distinct
  if (!plain || !query.items.every(item => item.value.kind === 'star' || byRow(item.value))) {
    return Number.POSITIVE_INFINITY
  }
  if (query.top?.percent) return Number.POSITIVE_INFINITY
  return limitOf(context, query, lookup)?.of(Number.POSITIVE_INFINITY).end ?? Number.POSITIVE_INFINITY
}

function joinedParts(
  context: Context,
  plan: ReadPlan,
  where: readonly Expression[],
  lookup: Lookup,
  enough: number,
  keep: KeepRows | null = null,
): Frame {
  const frames = plan.trace.step('map', () => framesOfParts(context, plan, where, lookup, enough, keep))
  return merged(context, plan, frames, lookup)
}

// The latest rows of each group, of as many parts as it takes to have them all.
function latestRows(
  context: Context,
  plan: ReadPlan,
  where: readonly Expression[],
  lookup: Lookup,
  { keep, latest }: { keep: KeepRows; latest: LatestFirst },
): Frame {
  const read = (): Frame[] => {
    const frames: Frame[] = []
    for (const parts of latest.slices) {
      frames.unshift(
        ...framesOfParts(context, { ...plan, parts }, where, lookup, Number.POSITIVE_INFINITY, keep),
      )
      if (latest.isComplete(frames)) break
    }
    return frames
  }
  plan.trace.step(
    'lastQuery',
    () => null,
    () => ({ optimizationMethod: 'LatestKeyQuery' }),
  )
  return merged(context, plan, plan.trace.step('map', read), lookup)
}

function merged(context: Context, plan: ReadPlan, frames: readonly Frame[], lookup: Lookup): Frame {
  const [single] = frames
  if (frames.length === 1) return single!
  return plan.trace.step(
    'merge',
    () => mergedFrame(context, plan, frames, lookup),
    ({ rows }) => ({ row: rows }),
  )
}

// Of as many parts as give enough rows.
function framesOfParts(
  context: Context,
  plan: ReadPlan,
  where: readonly Expression[],
  lookup: Lookup,
  enough: number,
  keep: KeepRows | null,
): Frame[] {
  const frames: Frame[] = []
  let rows = 0
  context.beginParts(plan.parts.length)
  for (const part of plan.parts) {
    if (rows >= enough) break
    const frame = plan.trace.part(part.path, () => {
      const all = partFrame(context, plan, part, where, lookup)
      return keep ? keep(all) : all
    })
    rows += frame.rows
    frames.push(frame)
    context.partsDone(1)
  }
  return frames
}

function mergedFrame(context: Context, plan: ReadPlan, frames: readonly Frame[], lookup: Lookup): Frame {
  const types = plan.columns.map(name => plan.source.types[plan.source.indexOf(name)]!)
  const width = types.reduce((bytes, type) => bytes + (type.width || TEXT_BYTES), 0)
  context.checkPartialResults(width * frames.reduce((rows, frame) => rows + frame.rows, 0))
  const columns = types.map((type, i) => {
    const pieces = frames.map(frame => frame.columns[i]!.load()).filter(piece => piece.length > 0)
    return pieces.length === 0 ? emptyVector(type) : concatenate(type, pieces)
  })
  return Frame.ofTable(new Table([...plan.columns], columns), plan.owner, lookup, () => plan.source.names)
}
