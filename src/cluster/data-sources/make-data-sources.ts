import type { Expression, Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { namedTable } from '../../sql/from.ts'
import { builtinCalled, touches } from '../../sql/grouping/decompose.ts'
import { pruningConditions } from '../../sql/parts/conditions.ts'
import { PARTS, type Source } from '../../sql/parts/source.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { ValueLevel } from '../../storage/partitions/value.ts'
import { isLiteral } from '../../values/data-type.ts'
import type { Code, Lookup } from '../../values/forms/code.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'
import { DataSource } from './data-source.ts'

// What DolphinDB shows as the hint of such queries.
const SPLIT = 7
const WHOLE = 4

/** The query in metacode. @throws ScriptError when it is something else */
export function selectOf({ node }: Code, usage: string): Select {
  if (node.kind === 'select') return node
  throw new ScriptError(`Usage: ${usage}. The metacode should be of a select.`)
}

const nothing: Lookup = () => undefined

/** The whole query as one data source. */
export const wholeSource = (code: Code, select: Select): DataSource =>
  new DataSource(select, code.lookup ?? nothing, null, WHOLE)

/** A table that lies in partitions, and how. */
interface Partitioned {
  readonly table: Source
  readonly columns: readonly string[]
  readonly functions: readonly unknown[]
  readonly levels: readonly PartitionLevel[]
  /** Empty: in memory. */
  readonly path: string
  /** What the query calls it, and its columns' table; null: their own names only. */
  readonly name: string
  readonly owner: string | null
}

/** The one partitioned table of a query; null: the query is of something else. */
export function partitionedTable(context: Context, code: Code, select: Select): Partitioned | null {
  const [from] = select.from
  if (select.from.length !== 1 || from?.kind !== 'tableSource') return null
  const { table, owner } = namedTable(context, from, code.lookup ?? nothing)
  const name = from.value.kind === 'name' ? from.value.name : 'table'
  if (table instanceof PartitionedMemoryTable) {
    const { partitionColumns: columns, partitionFunctions: functions, levels } = table
    return { table, columns, functions, levels, path: '', name, owner }
  }
  if (!(table instanceof DfsTable) || table.record.partitionColumns.length === 0) return null
  const { partitionColumns: columns, partitionFunctions: functions } = table.record
  const { levels, path } = table.database
  return {
    table,
    columns,
    functions,
    levels,
    path,
    name: from.value.kind === 'name' ? name : table.name,
    owner,
  }
}

/** A data source for each partition that the query's conditions leave. @throws ScriptError when it can't be taken apart */
export function splitSources(context: Context, code: Code, select: Select, force: boolean): DataSource[] {
  const found = partitionedTable(context, code, select)
  if (!found) return [wholeSource(code, select)]
  const { table, owner, name } = found
  const reason = force ? null : whyWhole(context, select, found)
  if (reason !== null)
    throw new ScriptError(
      `The query can't be split over partitions: ${reason}. Set forcePartition to do so all the same.`,
    )
  const lookup = code.lookup ?? nothing
  const isColumn = (column: string) => table.indexOf(column) >= 0
  const parts = table.parts(context, pruningConditions(select.where, { context, lookup, isColumn }))
  const own: Select = {
    ...ofParts(select, owner),
    where: select.where.filter(condition => !isImplied(condition, found)),
  }
  return inOrder(
    found,
    parts.map(({ path }) => path),
  ).map(path => {
    const place = { table, paths: [path], name, shown: shownPath(found, path) }
    return new DataSource(own, lookup, place, SPLIT)
  })
}

// As DolphinDB gives them: values that are texts by alphabet.
function inOrder({ levels }: Partitioned, paths: readonly string[]): readonly string[] {
  const texts = levels.map(level => level instanceof ValueLevel && isLiteral(level.type))
  const splits = new Map(paths.map((path, i) => [path, { parts: path.split('/'), i }]))
  return paths.toSorted((a, b) => {
    const [left, right] = [splits.get(a)!, splits.get(b)!]
    const at = left.parts.findIndex((part, level) => part !== right.parts[level])
    if (at < 0 || !texts[at]) return left.i - right.i
    return left.parts[at]! < right.parts[at]! ? -1 : 1
  })
}

const shownPath = (table: Partitioned, path: string) => `${table.path.replace(/^dfs:\/?/, '')}/${path}`

/** The query of partitions of the table. Its columns keep the name of their table. */
export function ofParts(select: Select, owner: string | null): Select {
  const { span } = select
  const value: Expression = { kind: 'name', name: PARTS, qualifiers: [], span }
  const names = [select.items, select.where, select.groupBy, select.orderBy]
  const isQualified = owner !== null && hasMember(names, owner)
  return { ...select, from: [{ kind: 'tableSource', value, alias: isQualified ? owner : null, span }] }
}

function hasMember(node: unknown, owner: string): boolean {
  if (Array.isArray(node)) return node.some(each => hasMember(each, owner))
  if (typeof node !== 'object' || node === null) return false
  const { kind, object } = node as { kind?: string; object?: { name?: string } }
  if (kind === 'member' && object?.name === owner) return true
  return Object.entries(node).some(([key, child]) => key !== 'span' && hasMember(child, owner))
}

// `date = 2019.01.02` says nothing more once the partition is chosen by it.
function isImplied(condition: Expression, { columns, functions, levels }: Partitioned): boolean {
  if (condition.kind !== 'binary' || (condition.operator !== '==' && condition.operator !== '=')) return false
  const { left } = condition
  if (left.kind !== 'name') return false
  const at = columns.findIndex(name => name.toLowerCase() === left.name.toLowerCase())
  if (at < 0 || functions[at] !== null) return false
  return levels[at] instanceof ValueLevel
}

// Why a query's result is not that of its partitions together; null: it is.
function whyWhole(context: Context, select: Select, { table, columns }: Partitioned): string | null {
  if (select.orderBy.length > 0) return 'it has an order by clause'
  if (select.top !== null || select.limit !== null) return 'it asks for the first rows'
  if (select.distinct) return 'it asks for distinct rows'
  if (select.grouping !== null || select.cumulativeGroupBy.length > 0) {
    const keys = new Set(
      [...select.groupBy, ...select.cumulativeGroupBy].flatMap(({ value }) =>
        value.kind === 'name' ? [value.name.toLowerCase()] : [],
      ),
    )
    if (columns.every(name => keys.has(name.toLowerCase()))) return null
    return 'it is not grouped by the partitioning columns'
  }
  const isColumn = (name: string) => table.indexOf(name) >= 0
  const aggregates = select.items.some(
    ({ value }) =>
      value.kind === 'call' && builtinCalled(context, value)?.aggregate === true && touches(value, isColumn),
  )
  return aggregates ? 'it aggregates over all partitions' : null
}
