import type { Call, Expression, Select, SelectItem } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { type Distributed, partialCalls } from './partial-aggregates.ts'
import type { ReadPlan } from './partitioned.ts'
import { type Elsewhere, PARTS, type Part, type PartQuery } from './source.ts'

/** Keys and partial aggregates of a part, a row a group. */
type Partial = readonly Vector[]

interface Mapped {
  /** Of the parts that have rows, in order of the parts. */
  readonly partials: readonly Partial[]
  /** Who computed them, for who asks for an explanation; empty: this session alone. */
  readonly told: Readonly<Record<string, unknown>>
}

/**
 * The partial aggregates of all parts: of some from other nodes, where they lie, the rest computed here meanwhile by
 * `partialsOf`. What a node doesn't bring because it is lost is computed here, too.
 */
export function mapParts(
  context: Context,
  { source, parts, trace }: ReadPlan,
  query: PartQuery,
  partialsOf: (part: Part) => Partial | null,
): Mapped {
  const others = source.begin(context, parts, query)
  const found = new Map<Part, Partial | null>()
  const there = new Set(others.flatMap(each => each.parts))
  context.beginParts(parts.length)
  const here = (part: Part) => {
    found.set(
      part,
      trace.part(part.path, () => partialsOf(part)),
    )
    context.partsDone(1)
  }
  for (const part of parts) if (!there.has(part)) here(part)
  const nodes: Record<string, number> = {}
  if (others.length > 0) {
    trace.step('remote', () => {
      for (const other of others) {
        if (!take(other, found)) continue
        nodes[other.node] = other.parts.length
        context.partsDone(other.parts.length)
      }
    })
  }
  for (const part of parts) if (!found.has(part)) here(part)
  if (others.length === 0) return { partials: pieces(parts, found), told: {} }
  const remote = Object.values(nodes).reduce((sum, count) => sum + count, 0)
  return {
    partials: pieces(parts, found),
    told: { partitions: { local: parts.length - remote, remote }, nodes },
  }
}

const pieces = (parts: readonly Part[], found: ReadonlyMap<Part, Partial | null>): Partial[] =>
  parts.flatMap(part => {
    const partial = found.get(part)
    return partial ? [partial] : []
  })

// The last column counts the rows that a group has.
function take({ parts, finish }: Elsewhere, found: Map<Part, Partial | null>): boolean {
  const tables = finish()
  if (!tables) return false
  parts.forEach((part, i) => {
    found.set(part, partialOf(tables[i]!))
  })
  return true
}

function partialOf(table: Table): Partial | null {
  const counts = table.columns.at(-1)!
  const isEmpty = table.rows === 0 || (table.rows === 1 && Number((counts.get(0) as Scalar).raw) === 0)
  return isEmpty ? null : table.columns.slice(0, -1)
}

/** The query whose result on one part is that part's keys, partial aggregates and number of rows. */
export function partialQuery(
  query: Select,
  keyItems: readonly SelectItem[],
  aggregates: readonly Distributed[],
): Select {
  const { span } = query
  const name = (text: string): Expression => ({ kind: 'name', name: text, qualifiers: [], span })
  const count: Call = {
    kind: 'call',
    style: 'call',
    callee: name('count'),
    arguments: [{ name: null, value: { kind: 'star', table: null, span }, alias: null }],
    span,
  }
  const item = (value: Expression, alias: string): SelectItem => ({ value, aliases: [alias], span })
  return {
    kind: 'select',
    verb: 'select',
    hints: [],
    distinct: false,
    top: null,
    items: [...partialCalls(aggregates), count].map((call, i) => item(call, `partial${i}`)),
    from: [{ kind: 'tableSource', value: name(PARTS), alias: null, span }],
    where: query.where,
    grouping: query.grouping,
    groupBy: keyItems.map(({ value }, i) => item(value, `key${i}`)),
    contextSort: [],
    cumulativeGroupBy: [],
    having: null,
    orderBy: [],
    limit: null,
    map: false,
    with: [],
    span,
  }
}
