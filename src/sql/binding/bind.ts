import type {
  Binary,
  Call,
  DistinctExpression,
  Expression,
  Member,
  Query,
  Select,
  SelectItem,
} from '../../../grammar/tree/ast.ts'
import { type BoundName, outputName } from '../../functions/metacode/output-name.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Frame } from '../frame.ts'
import { expandRanges } from './column-ranges.ts'

/** A query bound to the columns of its tables, and the queries within it that are to be evaluated once. */
export interface BoundQuery {
  readonly select: Select
  readonly inner: readonly InnerQuery[]
}

/** A query inside an expression; `name` stands in its place. */
export interface InnerQuery {
  readonly name: string
  readonly query: Query
}

// By query and by what its columns are: the same query with other tables is bound again.
const bound = new WeakMap<Select, { readonly layout: string; readonly made: BoundQuery }>()

/**
 * Makes names of a select plain: `t.x` becomes the frame's column that it means, `p1...p3` the columns between, queries
 * in expressions names of their own. The same query over the same columns gives the same object, so that what is
 * compiled from it can be kept.
 */
export function bindQuery(query: Select, frame: Frame): BoundQuery {
  const layout = frame.columns.map(column => `${column.owner}.${column.name}.${column.original}`).join()
  const before = bound.get(query)
  if (before?.layout === layout) return before.made
  const made = bindAnew(query, frame)
  bound.set(query, { layout, made })
  return made
}

/** Binds what clauses of update and delete say; see bindQuery. */
export function bindClauses<T>(clauses: T, frame: Frame): { made: T; inner: readonly InnerQuery[] } {
  const inner: InnerQuery[] = []
  return { made: bindInner(bindColumns(clauses, frame), inner), inner }
}

function bindAnew(query: Select, frame: Frame): BoundQuery {
  const inner: InnerQuery[] = []
  const bind = <T>(part: T): T => bindInner(bindColumns(part, frame), inner)
  const items = query.items.flatMap(item => bindItem(item, frame, bind))
  // Without its kind, else it would be taken for a query in an expression itself.
  const { kind, items: _, from, with: common, ...clauses } = query
  return { select: { kind, ...bind(clauses), items, from, with: common }, inner }
}

// Its name comes from what was written, and may change in binding.
function bindItem(item: SelectItem, frame: Frame, bind: <T>(part: T) => T): SelectItem[] {
  if (item.value.kind === 'star') return [item]
  const expanded = expandRanges(item.value, frame)
  if (expanded.length > 1 && item.aliases.length > 0 && item.aliases.length !== expanded.length) {
    throw new ScriptError(
      `The expression gives ${expanded.length} columns, but ${item.aliases.length} names are given.`,
    )
  }
  return expanded.map((value, i) => {
    const aliases = expanded.length > 1 ? item.aliases.slice(i, i + 1) : item.aliases
    const made = bind(value)
    const renamed = aliases.length === 0 && made !== item.value && made.kind !== 'name'
    return { ...item, value: made, aliases: renamed ? [outputName(value)] : aliases }
  })
}

/** Turns `t.x`, where t is a table of the query, into the column of the frame that it means; not in queries within. */
export function bindColumns<T>(node: T, frame: Frame): T {
  return rewritten(node, node => {
    if (node.kind === 'select' || node.kind === 'union') return node
    if (node.kind === 'member') return columnNamed(node, frame)
    if (node.kind === 'call') return distinctCount(node)
    return null
  })
}

function columnNamed({ object, name, span }: Member, frame: Frame): BoundName | null {
  if (object.kind !== 'name') return null
  const column = frame.columnFrom(object.name, name)
  return column
    ? { kind: 'name', name: column.name, qualifiers: [], span, written: column.original ?? column.name }
    : null
}

// `count(distinct x)` counts what isn't null.
function distinctCount(call: Call): Call | null {
  const [argument] = call.arguments
  if (argument?.value?.kind !== 'distinct' || call.arguments.length !== 1) return null
  if (call.callee.kind !== 'name' || call.callee.name !== 'count') return null
  const { items } = argument.value as DistinctExpression
  if (items.length !== 1) return null
  const yes: Expression = { kind: 'literal', literal: 'bool', text: 'true', span: call.span }
  return {
    ...call,
    callee: { ...call.callee, name: 'nunique' },
    arguments: [
      { name: null, value: items[0]!, alias: null },
      { name: null, value: yes, alias: null },
    ],
  }
}

function bindInner<T>(node: T, inner: InnerQuery[]): T {
  return rewritten(node, node => {
    // What exists (or not) is rows, not values; and it may look at the row outside.
    if (node.kind === 'predicate' && node.predicate.includes('exists')) return node
    if (node.kind !== 'select' && node.kind !== 'union') return null
    const name = `\u0002${inner.length}`
    inner.push({ name, query: node })
    return { kind: 'name', name, qualifiers: [], span: node.span }
  })
}

type Change = (node: Expression) => Expression | null

// The same object where nothing changed. Below what `change` replaces it doesn't look, but for queries' own tables.
function rewritten<T>(node: T, change: Change): T {
  if (Array.isArray(node)) {
    let changed = false
    const items = node.map(item => {
      const made = rewritten(item, change)
      changed ||= made !== item
      return made
    })
    return changed ? (items as T) : node
  }
  if (typeof node !== 'object' || node === null) return node
  if ('kind' in node) {
    const replaced = change(node as unknown as Binary)
    if (replaced) return replaced as T
  }
  let copy: Record<string, unknown> | null = null
  for (const [key, child] of Object.entries(node)) {
    if (key === 'span') continue
    const made = rewritten(child, change)
    if (made !== child) (copy ??= { ...node } as Record<string, unknown>)[key] = made
  }
  return (copy as T) ?? node
}
