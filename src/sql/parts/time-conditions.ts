import type { Expression } from '../../../grammar/tree/ast.ts'
import { convert } from '../../values/cast/cast.ts'
import { MONTH, TIMESTAMP } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { ColumnCondition } from './source.ts'

// Functions that a moment is rounded down by, with the type of what they give, and how many of it a year has.
const ROUNDING: Readonly<Record<string, { readonly type: string; readonly months?: 12 }>> = {
  year: { type: 'INT', months: 12 },
  month: { type: 'MONTH' },
  date: { type: 'DATE' },
  datehour: { type: 'DATEHOUR' },
  datetime: { type: 'DATETIME' },
  timestamp: { type: 'TIMESTAMP' },
}

/** A column of moments that is rounded down before it is compared: `month(d)`. */
export interface RoundedColumn {
  readonly column: string
  readonly by: string
}

/** Null: the expression is none. */
export function roundedColumn(
  expression: Expression,
  isColumn: (name: string) => boolean,
): RoundedColumn | null {
  if (expression.kind === 'parenthesized') return roundedColumn(expression.inner, isColumn)
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return null
  const [first, ...others] = expression.arguments
  const by = expression.callee.name
  if (!(by in ROUNDING) || others.length > 0 || first?.value?.kind !== 'name') return null
  return isColumn(first.value.name) ? { column: first.value.name, by } : null
}

/**
 * `least <= month(d) <= most` as a condition on d, which no rows but those that meet it need meet; null: the bounds are of
 * another type than what they are compared with.
 */
export function momentsBetween(
  { column, by }: RoundedColumn,
  least: Scalar | null,
  most: Scalar | null,
): ColumnCondition | null {
  const { type, months } = ROUNDING[by]!
  if ([least, most].some(bound => bound !== null && bound.type.name !== type)) return null
  const start = (bound: Scalar, later: number) => {
    if (bound.type === TIMESTAMP) return bound
    const count = (bound.raw as number) + later
    return startOf(months ? new Scalar(MONTH, count * months) : new Scalar(bound.type, count), later)
  }
  return { is: 'range', column, least: least && start(least, 0), most: most && start(most, 1) }
}

// The moment at which a period begins; `before`: so many milliseconds earlier.
function startOf(period: Scalar, before: number): Scalar {
  const moment = convert(period, TIMESTAMP) as Scalar
  return new Scalar(TIMESTAMP, (moment.raw as bigint) - BigInt(before))
}
