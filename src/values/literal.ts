import type { Literal, LiteralKind, Series } from '../../grammar/tree/ast.ts'
import { nullF64 } from '../kernels/null.ts'
import {
  CHAR,
  COMPLEX,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DURATION,
  FLOAT,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  SHORT,
  TIME,
  TIMESTAMP,
  typeOfName,
  VOID,
} from './data-type.ts'
import { decimalLiteralType, parseDecimal } from './elements/decimal.ts'
import { parseDuration } from './elements/duration.ts'
import { parseDouble, parseInt32, parseLong } from './elements/number-parse.ts'
import { parseTemporal } from './elements/temporal-parse.ts'
import { typeNameOfNullLetter } from './format/text.ts'
import { bool, double, int, long, NULL, Scalar, string } from './forms/scalar.ts'
import { nullOf } from './null.ts'
import { parseRaw } from './parse-scalar.ts'
import { ValueError } from './value-error.ts'
import { vectorOf } from './vectors/build.ts'
import type { Vector } from './vectors/vector.ts'

/** What `DFLT` is: a null that stands for "the parameter's default". Tell it from NULL by identity. */
export const DFLT = new Scalar(VOID, null)

const temporals: Partial<Record<LiteralKind, DataType>> = {
  date: DATE,
  month: MONTH,
  time: TIME,
  minute: MINUTE,
  second: SECOND,
  datetime: DATETIME,
  timestamp: TIMESTAMP,
  nanotime: NANOTIME,
  nanotimestamp: NANOTIMESTAMP,
  datehour: DATEHOUR,
}

// Numbers too large for an INT are LONG, and those too large for a LONG the largest there is.
function integer(value: bigint): Scalar {
  return BigInt.asIntN(32, value) === value && value !== -2147483648n ? int(Number(value)) : long(value)
}

function hexadecimal(text: string): Scalar {
  const value = BigInt(text)
  return integer(value < 2n ** 63n ? value : 2n ** 63n - 1n)
}

// Quoted characters come decoded; those by their code keep the `c`.
function char(text: string): Scalar {
  if (text.length === 1) return new Scalar(CHAR, text.charCodeAt(0))
  return new Scalar(CHAR, (parseInt32(text) << 24) >> 24)
}

function typedNull(text: string): Scalar {
  const name = typeNameOfNullLetter(text[2]!)
  if (name === undefined)
    throw new ValueError(`${text} is no null of any type: there is no type with the letter ${text[2]}`)
  const type = typeOfName(name)!
  return new Scalar(type, nullOf(type))
}

function temporal(type: DataType, text: string): Scalar {
  const raw = parseTemporal(text, type)
  if (raw === nullOf(type)) throw new ValueError(`Invalid ${type}: ${text}`)
  return new Scalar(type, raw)
}

/** The value a literal of that kind and text is. @throws ValueError for dates and times that don't exist. */
export function literalValue({ literal, text }: Pick<Literal, 'literal' | 'text'>): Scalar {
  switch (literal) {
    case 'int':
      return integer(parseLong(text))
    case 'double':
      return double(parseDouble(text, nullF64))
    case 'string':
    case 'symbol':
      return string(text)
    case 'bool':
      return bool(text !== 'false' && !text.startsWith('0'))
    case 'void':
      return NULL
    case 'default':
      return DFLT
    case 'long':
      return long(parseLong(text))
    case 'short':
      return new Scalar(SHORT, (parseInt32(text) << 16) >> 16)
    case 'char':
      return char(text)
    case 'float':
      return new Scalar(FLOAT, Math.fround(parseDouble(text, nullF64)))
    case 'hexadecimal':
      return hexadecimal(text)
    case 'decimal': {
      const digits = text.replace(/P$/, '')
      const type = decimalLiteralType(digits)
      return new Scalar(type, parseDecimal(digits, type))
    }
    case 'complex':
      return new Scalar(COMPLEX, parseRaw(text, COMPLEX))
    case 'typedNull':
      return typedNull(text)
    case 'duration':
      return new Scalar(DURATION, parseDuration(text))
    default:
      return temporal(temporals[literal]!, text)
  }
}

/** The value of `` 1 2 NULL 3 ``, `` `A`B ``: a vector of the widest type, or a tuple when kinds are mixed. */
export const seriesValue = (series: Pick<Series, 'items'>): Vector => vectorOf(series.items.map(literalValue))
