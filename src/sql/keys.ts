import type { SelectItem } from '../../grammar/ast.ts'
import { groupingColumn, sortingColumn } from '../functions/key-column.ts'
import { outputName } from '../functions/metacode/output-name.ts'
import { renumber } from '../kernels/coding.ts'
import { groupRows } from '../kernels/group.ts'
import { sortRows } from '../kernels/sort.ts'
import type { Context } from '../runtime/context.ts'
import { allocate } from '../values/memory.ts'
import type { Frame } from './frame.ts'
import type { Key } from './group-by.ts'
import { asColumn, evaluate } from './output.ts'
import { isIdentity, RowGroups } from './row-groups.ts'

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
  const coding = groupRows(keys.map(key => groupingColumn(key.column)))
  const { groups, firstRows } = coding
  const found = keys.map(key => ({ column: sortingColumn(key.column.gather(firstRows)) }))
  const order = sortRows(found, groups)
  if (isIdentity(order)) return new RowGroups(coding.codes, groups, firstRows)
  const numbers = allocate('i32', groups)
  order.forEach((group, place) => {
    numbers[group] = place
  })
  const sorted = renumber(coding, numbers)
  return new RowGroups(sorted.codes, groups, sorted.firstRows)
}
