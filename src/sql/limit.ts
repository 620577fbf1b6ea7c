import type { Select } from '../../grammar/tree/ast.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/forms/code.ts'
import { Scalar } from '../values/forms/scalar.ts'

/** Which of n rows `top` or `limit` keeps. */
export interface RowRange {
  of(rows: number): { readonly start: number; readonly end: number }
}

/** The range that the query asks for, or null. @throws ScriptError when a bound is no integer. */
export function limitOf(context: Context, query: Select, lookup: Lookup): RowRange | null {
  if (query.top) {
    const { start, end, percent } = query.top
    if (percent) return { of: rows => ({ start: 0, end: Math.floor((rows * end) / 100) }) }
    return { of: rows => ({ start: Math.min(start, rows), end: Math.min(end, rows) }) }
  }
  if (!query.limit) return null
  const bound = (expression: Parameters<typeof context.evaluator.compile>[0]) => {
    const value = context.evaluator.compile(expression)({ resolve: lookup })
    if (value instanceof Scalar && value.type.category === 'INTEGRAL' && !value.isNull)
      return Number(value.raw)
    throw new ScriptError('The bounds of limit are integers.')
  }
  const count = bound(query.limit.count)
  const offset = query.limit.offset === null ? 0 : bound(query.limit.offset)
  if (count < 0) {
    if (query.grouping !== 'context') {
      throw new ScriptError(
        'A negative limit goes with context by only: it takes the last rows of each group.',
      )
    }
    return { of: rows => ({ start: Math.max(0, rows + count), end: rows }) }
  }
  if (offset < 0) throw new ScriptError("The offset of limit can't be negative.")
  return { of: rows => ({ start: Math.min(offset, rows), end: Math.min(offset + count, rows) }) }
}
