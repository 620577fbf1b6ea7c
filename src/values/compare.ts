import { operandType } from './cast/promote.ts'
import { castRaw } from './cast/scalar.ts'
import { type DataType, DURATION } from './data-type.ts'
import type { Scalar } from './forms/scalar.ts'
import { isNullRaw, type Lanes, type Raw } from './null.ts'
import { ValueError } from './value-error.ts'

// The units of surrogate pairs lie below other characters that are smaller.
const ranked = (unit: number) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** The order of two texts by their UTF-8 bytes, which is that of their characters' codes. */
export function compareTexts(a: string, b: string): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return ranked(x) - ranked(y)
  }
  return a.length - b.length
}

/** The order of two values of one type: negative, 0 or positive. Null comes first, even before −∞; NaN last. */
export function compareRaws(type: DataType, a: Raw, b: Raw): number {
  if (type.category === 'LITERAL') return compareTexts(a as string, b as string)
  const [noA, noB] = [isNullRaw(type, a), isNullRaw(type, b)]
  if (noA || noB) return Number(noB) - Number(noA)
  if (type.storage === 'f64x2') {
    const [p, q] = [a as Lanes, b as Lanes]
    return p.x - q.x || p.y - q.y
  }
  const [x, y] = [a as number, b as number]
  if (x < y) return -1
  if (x > y) return 1
  // Equal, or one is NaN.
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y))
}

/** The order of two scalars; those of different types in the type they have in common. @throws ValueError without one. */
export function compareScalars(a: Scalar, b: Scalar): number {
  const type = operandType(a.type, b.type)
  if (type === null || type === DURATION) throw new ValueError(`Can't compare ${a.type} with ${b.type}`)
  return compareRaws(type, castRaw(a.raw, a.type, type), castRaw(b.raw, b.type, type))
}
