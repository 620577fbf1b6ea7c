import { nullF32, nullF64, nullI8 } from '../kernels/null.ts'
import { COMPLEX, type DataType, DURATION, IPADDR, POINT, UUID } from './data-type.ts'
import { parseDecimal } from './elements/decimal.ts'
import { parseDuration } from './elements/duration.ts'
import { parseInt128, parseIp, parseUuid } from './elements/identifier.ts'
import {
  parseBool,
  parseChar,
  parseDouble,
  parseInt32,
  parseLong,
  parseShort,
} from './elements/number-parse.ts'
import { parseTemporal } from './elements/temporal-parse.ts'
import { nullOf, type Raw } from './null.ts'
import { ValueError } from './value-error.ts'

const real = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`
const complexForm = new RegExp(`^\\s*(${real})([+-]${real.slice(5)})i\\s*$`)
const pointForm = new RegExp(`^\\s*\\(\\s*(${real})\\s*,\\s*(${real})\\s*\\)\\s*$`)

function parseLanes(text: string, type: DataType): Raw {
  const match = (type === COMPLEX ? complexForm : pointForm).exec(text)
  return match ? { x: Number(match[1]), y: Number(match[2]) } : nullOf(type)
}

function parseFloatingRaw(text: string, type: DataType): number {
  if (type.storage === 'f64') return parseDouble(text, nullF64)
  const value = Math.fround(parseDouble(text, nullF32))
  return value
}

function parseIntegral(text: string, type: DataType): Raw {
  switch (type.storage) {
    case 'i64':
      return parseLong(text)
    case 'i32':
      return parseInt32(text)
    case 'i16':
      return parseShort(text)
    default:
      return parseChar(text)
  }
}

/**
 * What `text` is as a value of `type`. A number is read as far as it goes (`"128.9"` as INT is 128), text that shows no
 * value of the type is null. @throws ValueError for identifiers, characters, decimals and durations it can't be.
 */
export function parseRaw(text: string, type: DataType): Raw {
  switch (type.category) {
    case 'LITERAL':
      return text
    case 'INTEGRAL':
      return parseIntegral(text, type)
    case 'FLOATING':
      return parseFloatingRaw(text, type)
    case 'TEMPORAL':
      return parseTemporal(text, type)
    case 'LOGICAL':
      return text === '' ? nullI8 : parseBool(text)
    case 'DECIMAL':
      return parseDecimal(text, type)
    case 'BINARY':
      if (type === UUID) return parseUuid(text)
      return type === IPADDR ? parseIp(text) : parseInt128(text)
    default:
      if (type === COMPLEX || type === POINT) return parseLanes(text, type)
      if (type === DURATION) return parseDuration(text)
      throw new ValueError(`Can't convert STRING to ${type}`)
  }
}
