import { COMPLEX, type DataType, DOUBLE, INT128, isLiteral, isTemporal } from '../data-type.ts'
import { convertTemporal, temporalOfInteger } from '../elements/temporal-convert.ts'
import { textOf } from '../format/text.ts'
import { Scalar } from '../forms/scalar.ts'
import { isNullRaw, nullOf, type Raw } from '../null.ts'
import { parseRaw } from '../parse-scalar.ts'
import { ValueError } from '../value-error.ts'
import { castNumber } from './number.ts'
import { isPlainNumber } from './promote.ts'

const isNumber = (type: DataType) => isPlainNumber(type) || type.category === 'DECIMAL'

/** Whether values of `from` convert to `to` at all (single values may still fail, as text that is no UUID). */
export function converts(from: DataType, to: DataType): boolean {
  if (from === to || from.category === 'VOID' || isLiteral(to)) return from.storage !== 'none' || from === to
  if (isLiteral(from)) return to.storage !== 'none' && to.category !== 'MIXED'
  if (isNumber(from)) return isNumber(to) || isTemporal(to) || to === COMPLEX
  if (isTemporal(from)) return isNumber(to) || isTemporal(to)
  return from.category === 'BINARY' && to === INT128
}

const refused = (from: DataType, to: DataType) => new ValueError(`Can't convert ${from} to ${to}`)

function fromNumber(raw: Raw, from: DataType, to: DataType): Raw {
  if (isNumber(to)) return castNumber(raw, from, to)
  if (isTemporal(to)) return temporalOfInteger(castNumber(raw, from, to), to)
  if (to !== COMPLEX) throw refused(from, to)
  return { x: castNumber(raw, from, DOUBLE) as number, y: 0 }
}

/** The raw of `from` as one of `to`; null stays null. @throws ValueError when it can't be. */
export function castRaw(raw: Raw, from: DataType, to: DataType): Raw {
  if (from === to) return raw
  if (isNullRaw(from, raw)) {
    if (to.storage === 'array') throw refused(from, to)
    return nullOf(to)
  }
  if (to.category === 'LITERAL') return textOf(from, raw)
  switch (from.category) {
    case 'LITERAL':
      return parseRaw(raw as string, to)
    case 'LOGICAL':
    case 'INTEGRAL':
    case 'FLOATING':
    case 'DECIMAL':
      return fromNumber(raw, from, to)
    case 'TEMPORAL':
      if (isTemporal(to)) return convertTemporal(raw, from, to)
      if (isNumber(to)) return castNumber(raw, from, to)
      throw refused(from, to)
    case 'BINARY':
      if (to === INT128) return raw
      throw refused(from, to)
    default:
      throw refused(from, to)
  }
}

/** A scalar of another type. @throws ValueError when it can't be, or when what a tuple or dictionary held is no scalar. */
export function castScalar(value: Scalar, type: DataType): Scalar {
  if (value.form !== 'scalar')
    throw new ValueError(`A single value is needed here, not a ${value.form as string}`)
  return value.type === type ? value : new Scalar(type, castRaw(value.raw, value.type, type))
}
