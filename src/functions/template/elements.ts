import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** What a template goes through: a value seen as a sequence. */
export interface Elements {
  /** Null: a scalar, function or the like, which is the same each time. */
  readonly count: number | null
  get(index: number): Value
}

/** Elements of a vector, rows of an array vector or table (as dictionaries), columns of a matrix, values of a dictionary. */
export function elementsOf(value: Value): Elements {
  if (value instanceof Vector) return { count: value.length, get: i => value.get(i) }
  if (value instanceof Matrix) return { count: value.columns, get: i => value.column(i) }
  if (value instanceof Table) return { count: value.rows, get: i => rowOf(value, i) }
  if (value instanceof Pair) return { count: 2, get: i => value.get(i) }
  if (value instanceof Dictionary) {
    const values = [...value.entries.values()].map(entry => entry.value)
    return { count: values.length, get: i => values[i]! }
  }
  return { count: null, get: () => value }
}

/** A row of a table: names to values. */
export function rowOf(table: Table, row: number): Dictionary {
  const dictionary = new Dictionary(STRING, ANY, true)
  table.names.forEach((name, i) => {
    dictionary.set(name, table.columns[i]!.get(row))
  })
  return dictionary
}

/** How many elements several arguments have together. @throws ScriptError when their numbers differ. */
export function commonCount(name: string, all: readonly Elements[]): number {
  const counts = all.flatMap(({ count }) => (count === null ? [] : [count]))
  if (counts.length === 0) return 1
  const [first] = counts
  if (counts.some(count => count !== first)) {
    throw new ScriptError(`${name}: the arguments have different numbers of elements: ${counts.join(', ')}.`)
  }
  return first!
}

/** The value is a scalar that can stand for a condition. */
export const isTrue = (value: Value): boolean =>
  value instanceof Scalar && !value.isNull && typeof value.raw !== 'string' && Number(value.raw) !== 0

/** The value is a scalar that can stand for a condition, and doesn't hold; a null is neither true nor false. */
export const isFalse = (value: Value): boolean =>
  value instanceof Scalar && !value.isNull && typeof value.raw !== 'string' && Number(value.raw) === 0
