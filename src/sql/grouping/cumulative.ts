import type { Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { columnOf, Frame } from '../frame.ts'
import { orderOf } from '../order-by.ts'
import { expandItems } from '../output.ts'
import { RangedFrame } from '../ranged-frame.ts'
import { tableOf } from '../result-table.ts'
import { trueRows } from '../where.ts'
import type { Key } from './group-by.ts'
import { groupsOf, keysOf } from './keys.ts'

/**
 * `cgroup by`: groups in the order of `order by`, each with the rows of those before it too; `group by` begins anew for
 * each of its groups. @throws ScriptError
 */
export function cumulate(context: Context, query: Select, frame: Frame): Table {
  if (query.orderBy.length === 0) throw new ScriptError('cgroup by must be used together with order by.')
  const outer = query.grouping === 'group' ? keysOf(context, query.groupBy, frame) : []
  const keys = [...outer, ...keysOf(context, query.cumulativeGroupBy, frame)]
  const groups = groupsOf(keys)
  const labels = keys.map(key => ({ name: key.name, vector: key.column.gather(groups.firstRows) }))
  const columns = labels.map(({ name, vector }) => columnOf(name, vector))
  const order = orderOf(context, new Frame(columns, groups.count, frame.lookup), query.orderBy)
  const { rows, starts, ends } = growing(outer, groups, order)
  const ranged = new RangedFrame(context, frame.select(rows), starts, ends)
  const sortedLabels = labels.map(({ name, vector }) => ({ name, vector: vector.gather(order) }))
  const known = new Set(keys.map(key => key.name))
  const items = expandItems(query.items, frame).filter(item => !known.has(item.names[0] ?? ''))
  const table = tableOf([...sortedLabels, ...items.flatMap(item => ranged.column(item))])
  if (query.having === null) return table
  const flags = ranged.column({ expression: query.having, names: ['having'] })[0]!.vector
  const kept = trueRows(flags, table.rows)
  return kept === null ? table : table.gather(kept)
}

type Groups = ReturnType<typeof groupsOf>

// Rows in order of outer group and, within it, of place in the order; each group's range begins with its outer group.
function growing(outer: readonly Key[], groups: Groups, order: Int32Array) {
  const outerCode = outer.length === 0 ? null : groupsOf(outer).codes
  const outerOf = (group: number) => (outerCode === null ? 0 : outerCode[groups.firstRows[group]!]!)
  const byOuter = new Map<number, number[]>()
  order.forEach((group, place) => {
    const places = byOuter.get(outerOf(group))
    if (places) places.push(place)
    else byOuter.set(outerOf(group), [place])
  })
  const rows = allocate('i32', groups.codes.length)
  const starts = allocate('i32', order.length)
  const ends = allocate('i32', order.length)
  let at = 0
  for (const places of byOuter.values()) {
    const start = at
    for (const place of places) {
      const group = order[place]!
      for (let i = groups.offsets[group]!; i < groups.offsets[group + 1]!; i++) rows[at++] = groups.order[i]!
      starts[place] = start
      ends[place] = at
    }
  }
  return { rows, starts, ends }
}
