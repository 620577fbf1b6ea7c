import { DATE } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** The earliest value of a scalar or vector of times that is not null; a null DATE where there is none. */
export const earliest = (x: Value): Scalar => extreme(x, (a, b) => a < b)

/** The latest. */
export const latest = (x: Value): Scalar => extreme(x, (a, b) => a > b)

function extreme(x: Value, before: (a: number | bigint, b: number | bigint) => boolean): Scalar {
  if (x instanceof Scalar) return x
  if (x instanceof Table) return x.columns.length > 0 ? extreme(x.columns[0]!, before) : none
  if (!(x instanceof Vector) || x.type.category !== 'TEMPORAL') return none
  const { data } = x as FixedVector
  const missing = nullOf(x.type)
  let found: number | bigint | null = null
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (value !== missing && (found === null || before(value, found))) found = value
  }
  return found === null ? none : new Scalar(x.type, found)
}

const none = new Scalar(DATE, nullOf(DATE))
