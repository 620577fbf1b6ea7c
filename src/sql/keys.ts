import type { SelectItem } from '../../grammar/ast.ts'
import { groupingColumn } from '../functions/key-column.ts'
import { groupRows } from '../kernels/group.ts'
import type { Context } from '../runtime/context.ts'
import type { Frame } from './frame.ts'
import type { Key } from './group-by.ts'
import { outputName } from './names.ts'
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
