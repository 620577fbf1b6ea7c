import type { Expression } from '../../grammar/tree/ast.ts'
import { bothTrue, countTrue, trueRows as rowsOfMask } from '../kernels/elementwise/mask.ts'
import { MANY_ROWS } from '../kernels/parallel/parallel.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { BOOL } from '../values/data-type.ts'
import { Scalar } from '../values/forms/scalar.ts'
import { allocate } from '../values/memory.ts'
import type { Value } from '../values/value.ts'
import { bools, FixedVector } from '../values/vectors/fixed-vector.ts'
import { evaluateByRow, outerColumns } from './binding/inner-queries.ts'
import type { Frame } from './frame.ts'
import { isRowwise } from './grouping/decompose.ts'
import { evaluate } from './output.ts'

// Below this part of the rows it pays to go on with these alone.
const FEW = 1 / 16
// Below this part their list is short and quickly made.
const LISTED = 1 / 64

/** The rows of a frame for which all conditions hold, applied one after the other. @throws ScriptError */
export function filter(context: Context, frame: Frame, conditions: readonly Expression[]): Frame {
  let rest = frame
  // What held so far, while conditions are still evaluated for all rows of `rest`.
  let held: Int8Array | null = null
  conditions.forEach((condition, i) => {
    if (rest.rows === 0) return
    const value = flags(context, condition, rest)
    const few = held && fewOfBoth(held, value)
    if (few) {
      rest = rest.select(few)
      held = null
      return
    }
    const mask: Value = held ? both(held, value) : value
    held = null
    if (canWait(context, mask, conditions[i + 1], rest)) held = (mask as FixedVector).data as Int8Array
    else rest = chosen(rest, mask)
  })
  return rest
}

// Where many rows of very many are left, what is asked of them may need no list of them: see grouping/totals.ts.
function chosen(frame: Frame, mask: Value): Frame {
  const flags = frame.rows >= MANY_ROWS ? flagsIn(mask, frame.rows) : null
  if (flags) {
    const count = countTrue(flags)
    if (count < frame.rows && count > frame.rows * LISTED) return frame.where(flags, count)
  }
  const rows = trueRows(mask, frame.rows)
  return rows === null ? frame : frame.select(rows)
}

// The flags of a condition that has one, true, false or null, for each row; else null.
function flagsIn(condition: Value, rows: number): Int8Array | null {
  const isMask = condition instanceof FixedVector && condition.type === BOOL && condition.length === rows
  return isMask ? (condition.data as Int8Array) : null
}

// Whether the next condition may see all rows and not only those left: it doesn't look at others, and many are left.
function canWait(context: Context, mask: Value, next: Expression | undefined, rest: Frame): boolean {
  const flags = flagsIn(mask, rest.rows)
  if (!next || !flags) return false
  const isColumn = (name: string) => rest.indexOf(name) >= 0
  if (containsExists(next) || !isRowwise(context, next, isColumn)) return false
  return countTrue(flags) > rest.rows * FEW
}

// Rows where both hold, if one alone leaves so few that these are quickly looked at one by one.
function fewOfBoth(held: Int8Array, value: Value): Int32Array | null {
  const flags = held.length >= MANY_ROWS ? flagsIn(value, held.length) : null
  if (!flags || countTrue(flags) > held.length * LISTED) return null
  const rows = rowsOfMask(flags, count => allocate('i32', count))
  if (!rows) return null
  const left = allocate('i32', rows.length)
  let count = 0
  for (const row of rows) if (held[row] === 1) left[count++] = row
  return left.subarray(0, count)
}

function both(held: Int8Array, value: Value): Value {
  if (value instanceof Scalar) {
    const holds = !value.isNull && Number(value.raw) !== 0
    return holds ? new FixedVector(BOOL, held, false) : value
  }
  const flags = flagsIn(value, held.length)
  if (!flags) {
    const other = flagsOf(trueRows(value, held.length), held.length)
    return other ? both(held, other) : new FixedVector(BOOL, held, false)
  }
  const out = allocate('i8', held.length)
  bothTrue(held, flags, out)
  return new FixedVector(BOOL, out, false)
}

function flagsOf(rows: Int32Array | null, length: number): FixedVector | null {
  if (rows === null) return null
  const out = allocate('i8', length)
  for (const row of rows) out[row] = 1
  return new FixedVector(BOOL, out, false)
}

function flags(context: Context, condition: Expression, frame: Frame): Value {
  const isOuter = (owner: string, name: string) => frame.columnFrom(owner, name) !== undefined
  if (!containsExists(condition) || outerColumns(condition, isOuter).length === 0)
    return evaluate(context, condition, frame)
  if (condition.kind === 'parenthesized') return flags(context, condition.inner, frame)
  const joined = connected(condition)
  if (joined) {
    const [left, right] = joined.conditions.map(each => mask(flags(context, each, frame), frame.rows))
    const combine = joined.isAnd ? (a: number, b: number) => a & b : (a: number, b: number) => a | b
    return FixedVector.of(
      BOOL,
      Array.from(left!, (flag, i) => combine(flag, right![i]!)),
    )
  }
  const valueAt = (owner: string, name: string, row: number) => frame.columnFrom(owner, name)?.load().get(row)
  return bools(evaluateByRow(context, condition, frame.rows, valueAt, name => frame.lookup(name)))
}

// `a and b`, `a or b`, with operators or as calls.
function connected(condition: Expression): { isAnd: boolean; conditions: readonly Expression[] } | null {
  if (condition.kind === 'binary' && (condition.operator === '&&' || condition.operator === '||'))
    return { isAnd: condition.operator === '&&', conditions: [condition.left, condition.right] }
  if (condition.kind !== 'call' || condition.callee.kind !== 'name') return null
  const { name } = condition.callee
  if (name !== 'and' && name !== 'or') return null
  return { isAnd: name === 'and', conditions: condition.arguments.flatMap(({ value }) => value ?? []) }
}

function mask(condition: Value, rows: number): Int8Array {
  const held = flagsOf(trueRows(condition, rows), rows)
  return held ? (held.data as Int8Array) : new Int8Array(rows).fill(1)
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
  return condition.type === BOOL
    ? rowsOfMask(condition.data as Int8Array, count => allocate('i32', count))
    : nonZero(condition)
}

const describe = (value: Value) =>
  value.form === 'vector' ? `${value.length} values of type ${value.type}` : `a ${value.form}`

function nonZero(column: FixedVector): Int32Array {
  const rows: number[] = []
  for (let i = 0; i < column.length; i++) if (!column.isNullAt(i) && Number(column.raw(i)) !== 0) rows.push(i)
  const out = allocate('i32', rows.length)
  out.set(rows)
  return out
}
