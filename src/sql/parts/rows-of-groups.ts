import type { Expression, Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { isHinted } from '../../runtime/hints.ts'
import type { Lookup } from '../../values/forms/code.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { keyOf } from '../../values/forms/set.ts'
import type { Frame } from '../frame.ts'
import { contextBy } from '../grouping/context-by.ts'
import { limitOf } from '../limit.ts'
import type { Condition, Part, Source } from './source.ts'

/** Which rows of a part a query can need that wants the first or last ones of each group: `context by … csort … limit -1`. */
export type KeepRows = (frame: Frame) => Frame

/**
 * For queries whose results depend on no other rows. A part's rows that are not among its group's are not among those of all parts. Null: the
 * query may need all rows.
 */
export function rowsOfGroups(
  context: Context,
  query: Select,
  byRow: (expression: Expression) => boolean,
): KeepRows | null {
  const { grouping, groupBy, contextSort, items, having, limit, top } = query
  if (grouping !== 'context' || !limit || limit.offset !== null || top || having !== null) return null
  if (contextSort.length === 0 || isHinted(query.hints, 'HINT_KEEPORDER')) return null
  const computed = [...groupBy, ...contextSort, ...items].map(({ value }) => value)
  if (!computed.every(value => value.kind === 'star' || byRow(value))) return null
  const reduced = { ...query, items: [], orderBy: [] }
  return frame => (frame.rows === 0 ? frame : contextBy(context, reduced, frame).rows)
}

/** Parts in an order in which reading may end early. */
export interface LatestFirst {
  /** Parts of one time each, the latest first. */
  readonly slices: readonly (readonly Part[])[]
  /** Whether these rows have all the groups that there can be. */
  isComplete(frames: readonly Frame[]): boolean
}

// Of more groups there are mostly some that have no rows, for which all parts are read anyway.
const MOST_GROUPS = 10_000

/**
 * For the latest rows of groups that the conditions name one by one, in parts of different times: what is found in a later part isn't
 * looked for in earlier ones. Null: all parts are needed.
 */
export function latestFirst(
  context: Context,
  query: Select,
  { source, parts, conditions }: { source: Source; parts: readonly Part[]; conditions: readonly Condition[] },
  lookup: Lookup,
): LatestFirst | null {
  const [sort, ...others] = query.contextSort
  if (!sort || others.length > 0 || sort.descending || sort.nulls || sort.value.kind !== 'name') return null
  if (limitOf(context, query, lookup)?.of(2).start !== 1) return null
  const timeOf = source.timesOf(sort.value.name)
  const keys = query.groupBy.map(({ value }) => (value.kind === 'name' ? value.name : null))
  const groups = keys.reduce((count, key) => count * valuesOf(conditions, key), 1)
  if (!timeOf || groups > MOST_GROUPS) return null
  const slices = new Map<string, Part[]>()
  for (const part of parts) slices.set(timeOf(part), [...(slices.get(timeOf(part)) ?? []), part])
  return {
    slices: [...slices].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, slice]) => slice),
    isComplete: frames => distinctKeys(frames, keys as string[]) >= groups,
  }
}

// How many values a key may have.
function valuesOf(conditions: readonly Condition[], key: string | null): number {
  const own = conditions.flatMap(each =>
    each.is === 'among' && each.column.toLowerCase() === key?.toLowerCase() ? [each.values.length] : [],
  )
  return Math.min(Number.POSITIVE_INFINITY, ...own)
}

function distinctKeys(frames: readonly Frame[], keys: readonly string[]): number {
  const found = new Set<string>()
  for (const frame of frames) {
    const columns = keys.map(key => frame.columns[frame.indexOf(key)]!.load())
    for (let row = 0; row < frame.rows; row++) {
      const raws = columns.map(column => keyOf((column.get(row) as Scalar).raw))
      found.add(JSON.stringify(raws.map(String)))
    }
  }
  return found.size
}
