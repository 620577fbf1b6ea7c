import type {
  CommonTable,
  FromSource,
  OrderItem,
  Query,
  Select,
  SelectItem,
  Union,
  WindowBound,
  WindowFunction,
} from '../tree/ast.ts'
import { type Print, printAlias, printAliases, printWord } from './parts.ts'

export function printQuery(query: Query, print: Print): string {
  const tables =
    query.with.length === 0
      ? ''
      : `with ${query.with.map(table => printCommonTable(table, print)).join(', ')} `
  return tables + (query.kind === 'union' ? printUnion(query, print) : printSelect(query, print))
}

function printCommonTable({ name, columns, query }: CommonTable, print: Print): string {
  const list = columns.length === 0 ? '' : `(${columns.map(printAlias).join(',')})`
  return `${printWord(name)}${list} as (${print(query)})`
}

// The right side stands in parentheses if it is a union, or the union would lean the other way.
function printUnion({ all, left, right }: Union, print: Print): string {
  const side = right.kind === 'union' || right.with.length > 0 ? `(${print(right)})` : print(right)
  return `${endsQuery(left) ? `(${print(left)})` : print(left)} union ${all ? 'all ' : ''}${side}`
}

function endsQuery(query: Query): boolean {
  return query.with.length > 0
}

function printSelect(query: Select, print: Print): string {
  const list = (items: readonly SelectItem[]) => items.map(item => printItem(item, print)).join(',')
  const orders = (items: readonly OrderItem[]) => printOrderItems(items, print)
  const { top, limit } = query
  const parts = [
    query.verb,
    query.hints.length > 0 && `[${query.hints.join(', ')}]`,
    query.distinct && 'distinct',
    top !== null && `top ${top.start === 0 ? '' : `${top.start}:`}${top.end}${top.percent ? ' percent' : ''}`,
    list(query.items),
    query.from.length > 0 && `from ${query.from.map(source => printSource(source, print)).join(',')}`,
    query.where.length > 0 && `where ${query.where.map(condition => print(condition)).join(',')}`,
    query.grouping !== null && `${query.grouping} by ${list(query.groupBy)}`,
    query.contextSort.length > 0 && `csort ${orders(query.contextSort)}`,
    query.cumulativeGroupBy.length > 0 && `cgroup by ${list(query.cumulativeGroupBy)}`,
    query.having !== null && `having ${print(query.having)}`,
    query.orderBy.length > 0 && `order by ${orders(query.orderBy)}`,
    limit !== null && `limit ${limit.offset === null ? '' : `${print(limit.offset)},`}${print(limit.count)}`,
    query.map && 'map',
  ]
  return parts.filter(Boolean).join(' ')
}

export function printItem({ value, aliases }: SelectItem, print: Print): string {
  return aliases.length === 0 ? print(value) : `${print(value)} as ${printAliases(aliases)}`
}

export function printOrderItems(items: readonly OrderItem[], print: Print): string {
  return items
    .map(
      ({ value, descending, nulls }) =>
        `${print(value)}${descending ? ' desc' : ''}${nulls === null ? '' : ` nulls ${nulls}`}`,
    )
    .join(',')
}

/** A table or a join of tables. */
export function printSource(source: FromSource, print: Print): string {
  if (source.kind === 'tableSource') {
    const text = print(source.value)
    return source.alias === null ? text : `${text} as ${printAlias(source.alias)}`
  }
  const on = source.on === null ? '' : ` on ${print(source.on)}`
  return `${printSource(source.left, print)} ${source.join} join ${printSource(source.right, print)}${on}`
}

/** `f(x) over (…)`. */
export function printWindow({ call, partitionBy, orderBy, frame }: WindowFunction, print: Print): string {
  const parts = [
    partitionBy.length > 0 && `partition by ${partitionBy.map(item => print(item)).join(',')}`,
    orderBy.length > 0 && `order by ${printOrderItems(orderBy, print)}`,
    frame !== null &&
      `${frame.unit} between ${printBound(frame.start, print)} and ${printBound(frame.end, print)}`,
  ]
  return `${print(call)} over (${parts.filter(Boolean).join(' ')})`
}

function printBound({ bound, offset }: WindowBound, print: Print): string {
  return offset === null ? bound : `${print(offset)} ${bound}`
}
