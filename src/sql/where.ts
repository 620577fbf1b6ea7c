import type { Expression } from '../../grammar/ast.ts'
import { countTrue, where } from '../kernels/select.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { BOOL } from '../values/data-type.ts'
import { bools, FixedVector } from '../values/fixed-vector.ts'
import { allocate } from '../values/memory.ts'
import { Scalar } from '../values/scalar.ts'
import type { Value } from '../values/value.ts'
import type { Frame } from './frame.ts'
import { evaluateByRow, outerColumns } from './inner-queries.ts'
import { evaluate } from './output.ts'

/** The rows of a frame for which all conditions hold, applied one after the other. @throws ScriptError */
export function filter(context: Context, frame: Frame, conditions: readonly Expression[]): Frame {
  let rest = frame
  for (const condition of conditions) {
    if (rest.rows === 0) return rest
    const rows = trueRows(flags(context, condition, rest), rest.rows)
    if (rows !== null) rest = rest.select(rows)
  }
  return rest
}

function flags(context: Context, condition: Expression, frame: Frame): Value {
  const isOuter = (owner: string, name: string) => frame.columnFrom(owner, name) !== undefined
  if (!containsExists(condition) || outerColumns(condition, isOuter).length === 0)
    return evaluate(context, condition, frame)
  const valueAt = (owner: string, name: string, row: number) => frame.columnFrom(owner, name)?.load().get(row)
  return bools(evaluateByRow(context, condition, frame.rows, valueAt, name => frame.lookup(name)))
}

function containsExists(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  const { kind, predicate } = node as { kind?: string; predicate?: string }
  if (kind === 'predicate' && predicate!.includes('exists')) return true
  return Object.entries(node).some(([key, child]) => key !== 'span' && containsExists(child))
}

/** Where a condition holds; null: in every row. A null condition doesn't hold. @throws ScriptError */
export function trueRows(condition: Value, rows: number): Int32Array | null {
  if (condition instanceof Scalar) {
    return !condition.isNull && Number(condition.raw) !== 0 ? null : allocate('i32', 0)
  }
  if (!(condition instanceof FixedVector) || condition.length !== rows) {
    throw new ScriptError(
      `A condition gives true or false for each of the ${rows} rows, not ${describe(condition)}.`,
    )
  }
  return condition.type === BOOL ? trueOf(condition.data as Int8Array) : nonZero(condition)
}

const describe = (value: Value) =>
  value.form === 'vector' ? `${value.length} values of type ${value.type}` : `a ${value.form}`

function trueOf(flags: Int8Array): Int32Array | null {
  const count = countTrue(flags, flags.length)
  if (count === flags.length) return null
  const rows = allocate('i32', count)
  where(flags, rows, count)
  return rows
}

function nonZero(column: FixedVector): Int32Array {
  const rows: number[] = []
  for (let i = 0; i < column.length; i++) if (!column.isNullAt(i) && Number(column.raw(i)) !== 0) rows.push(i)
  const out = allocate('i32', rows.length)
  out.set(rows)
  return out
}
