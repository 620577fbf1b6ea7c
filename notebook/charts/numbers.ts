import { display } from '../../src/values/format/format.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'

const isNumber = (column: Vector) => ['INTEGRAL', 'FLOATING', 'DECIMAL'].includes(column.type.category)

/** A column's elements as numbers; null where there is none. */
export function numbersOf(column: Vector): (number | null)[] {
  return Array.from({ length: column.length }, (_, i) => {
    const cell = column.get(i)
    if (!(cell instanceof Scalar) || cell.isNull) return null
    const number = column.type.category === 'DECIMAL' ? Number(display(cell)) : Number(cell.raw)
    return Number.isFinite(number) ? number : null
  })
}

/** A column's elements as labels of an axis. */
export function labelsOf(column: Vector): (number | string)[] {
  if (isNumber(column)) return numbersOf(column).map(value => value ?? '')
  return Array.from({ length: column.length }, (_, i) => display(column.get(i)))
}
