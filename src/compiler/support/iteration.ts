import { rowOf } from '../../functions/indexing/read-table.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isIntegral, isTemporal } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf, vectorOfRaws } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** What a `for` goes through. */
export interface Items {
  readonly length: number
  get(index: number): Value
}

/**
 * The elements of a vector or set, columns of a matrix, rows of a table as dictionaries, keys of a dictionary, the
 * integers (or moments) of a pair without its upper end.
 */
export function iterate(_context: Context, value: Value): Items {
  if (value instanceof Vector) return value
  if (value instanceof Pair) return range(value)
  if (value instanceof Matrix) {
    return { length: value.columns, get: i => retain(value.column(i)) }
  }
  if (value instanceof Table) return { length: value.rows, get: i => rowOf(value, i) }
  if (value instanceof Dictionary) {
    const { keyType } = value
    return vectorOf([...value.entries.values()].map(({ key }) => new Scalar(keyType, key)))
  }
  if (value instanceof SetValue) return vectorOfRaws(value.type, [...value.items.values()])
  if (value instanceof Scalar) return { length: 1, get: () => value }
  throw new ScriptError(`A ${value.form} can't be gone through element by element.`)
}

// `2:4` is 2, 3; `4:1` is 3, 2, 1.
function range({ type, first, second }: Pair): Items {
  if (!isIntegral(type) && !isTemporal(type)) {
    throw new ScriptError(`A loop goes through pairs of integers or moments, not of ${type}.`)
  }
  if (typeof first === 'number' && typeof second === 'number') {
    const [least, step] = first <= second ? [first, 1] : [first - 1, -1]
    return { length: Math.abs(second - first), get: i => new Scalar(type, least + i * step) }
  }
  const [start, end] = [first as bigint, second as bigint]
  const [least, step] = start <= end ? [start, 1n] : [start - 1n, -1n]
  return {
    length: Math.abs(Number(end - start)),
    get: i => new Scalar(type, least + BigInt(i) * step),
  }
}

/** The values for several variables at once: an element, column or row for each, or the same scalar for all. */
export function spread(_context: Context, value: Value, count: number): Value[] {
  if (value instanceof Scalar || value instanceof Dictionary)
    return new Array<Value>(count).fill(retain(value))
  const items = value instanceof Pair ? vectorOf([value.get(0), value.get(1)]) : iterate(_context, value)
  if (items.length !== count) {
    throw new ScriptError(`${count} variables can't be assigned ${items.length} values.`)
  }
  return Array.from({ length: count }, (_, i) => retain(items.get(i)))
}
