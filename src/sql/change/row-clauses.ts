import type { Expression, SelectItem, Update } from '../../../grammar/tree/ast.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/** What update and delete say of the rows that they change. */
export interface RowClauses {
  readonly where: readonly Expression[]
  readonly contextBy: readonly SelectItem[]
  readonly contextSort: Update['contextSort']
  readonly having: Expression | null
}

/** The column that `set` names. @throws ScriptError */
export function columnNameOf(column: Expression): string {
  if (column.kind === 'name' || column.kind === 'member') return column.name
  if (column.kind === 'literal') return column.text
  throw new ScriptError('The left side of set is a column.')
}
