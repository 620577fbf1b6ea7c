import type { SelectItem } from '../../grammar/ast.ts'
import { groupingColumn, sortingColumn } from '../functions/key-column.ts'
import { outputName } from '../functions/metacode/output-name.ts'
import { groupRows } from '../kernels/group.ts'
import { sortRows } from '../kernels/sort.ts'
import type { Context } from '../runtime/context.ts'
import { allocate } from '../values/memory.ts'
import type { Frame } from './frame.ts'
import type { Key } from './group-by.ts'
import { asColumn, evaluate } from './output.ts'
import { RowGroups } from './row-groups.ts'

/** The keys of a grouping clause, evaluated by row. @throws ScriptError */
export function keysOf(context: Context, items: readonly SelectItem[], frame: Frame): Key[] {
  return items.map(item => {
    const [alias] = item.aliases
    const name = typeof alias === 'string' ? alias : outputName(item.value)
    return {
      expression: item.value,
      name,
      column: asColumn(evaluate(context, item.value, frame), frame.rows, name),
    }
  })
}

/** Rows with equal keys, in groups as they first appear. */
export function groupsOf(keys: readonly Key[]): RowGroups {
  const { codes, groups, firstRows } = groupRows(keys.map(key => groupingColumn(key.column)))
  return new RowGroups(codes, groups, firstRows)
}

/** Rows with equal keys, in groups in ascending order of the keys. */
export function sortedGroupsOf(keys: readonly Key[]): RowGroups {
  const columns = keys.map(key => groupingColumn(key.column))
  const { codes, groups, firstRows } = groupRows(columns, rows => placesInOrder(keys, rows))
  return new RowGroups(codes, groups, firstRows)
}

// For each of the rows its place among them in order of the keys.
function placesInOrder(keys: readonly Key[], rows: Int32Array): Int32Array {
  const found = keys.map(key => ({ column: sortingColumn(key.column.gather(rows)) }))
  const places = allocate('i32', rows.length)
  sortRows(found, rows.length).forEach((row, place) => {
    places[row] = place
  })
  return places
}
