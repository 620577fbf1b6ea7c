import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'

// A text of a column, for which nobody wants to look at every one.
const TEXT = 24
const OTHER = 64

/** As memoryOf, of a session's own: a table that sessions share is nobody's, and who holds it may not be allowed to look at it. */
export const memoryOfSession = (variables: Iterable<Value>): number =>
  memoryOf([...variables].filter(value => !(value instanceof Table && value.sharedName !== null)))

/** About how many bytes variables take up, told without looking at their elements. */
export function memoryOf(variables: Iterable<Value>): number {
  let bytes = 0
  for (const value of variables) bytes += sizeOf(value)
  return bytes
}

function sizeOf(value: Value): number {
  if (value instanceof Vector) return OTHER + value.length * (value.type.width || TEXT)
  if (value instanceof Matrix) return OTHER + sizeOf(value.data)
  if (value instanceof Table) return value.columns.reduce((bytes, column) => bytes + sizeOf(column), OTHER)
  return OTHER
}
