/**
 * DolphinDB's types: code on the wire, name, category, width and storage.
 * A DataType is interned: two equal types are the same object, so `===` compares them.
 */

export type Category =
  | 'VOID'
  | 'LOGICAL'
  | 'INTEGRAL'
  | 'TEMPORAL'
  | 'FLOATING'
  | 'LITERAL'
  | 'BINARY'
  | 'SYSTEM'
  | 'MIXED'
  | 'DECIMAL'
  | 'OTHER'
  | 'ARRAY'

/**
 * How elements lie in memory.
 * i8 … f64: one typed-array element each. i128, f64x2: two lanes each (BigInt64Array low, high; Float64Array).
 * symbol: Int32 codes into a SymbolBase. string: UTF-8 bytes and offsets. any: an array of values.
 * array: offsets and a flat vector of the element type. union: a vector for each type that occurs, and where in them
 * each element is. none: no data.
 */
export type Storage =
  | 'none'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'i128'
  | 'f64x2'
  | 'symbol'
  | 'string'
  | 'any'
  | 'array'
  | 'union'

export class DataType {
  readonly code: number
  readonly name: string
  readonly category: Category
  /** Bytes per element, 0 where it varies. */
  readonly width: number
  readonly storage: Storage
  /** Decimal places of a DECIMAL; 0 otherwise. */
  readonly scale: number
  /** The element type of an array vector's type, else null. */
  readonly element: DataType | null

  constructor(
    code: number,
    name: string,
    category: Category,
    width: number,
    storage: Storage,
    scale = 0,
    element: DataType | null = null,
  ) {
    this.code = code
    this.name = name
    this.category = category
    this.width = width
    this.storage = storage
    this.scale = scale
    this.element = element
  }

  /** As users write it: `DOUBLE`, `DECIMAL32(3)`, `INT[]`. */
  toString(): string {
    if (this.element) return `${this.element}[]`
    return this.category === 'DECIMAL' ? `${this.name}(${this.scale})` : this.name
  }
}

const byCode = new Map<number, DataType>()
const byName = new Map<string, DataType>()

function declare(code: number, name: string, category: Category, width: number, storage: Storage): DataType {
  const type = new DataType(code, name, category, width, storage)
  byCode.set(code, type)
  byName.set(name, type)
  return type
}

export const VOID = declare(0, 'VOID', 'VOID', 0, 'none')
export const BOOL = declare(1, 'BOOL', 'LOGICAL', 1, 'i8')
export const CHAR = declare(2, 'CHAR', 'INTEGRAL', 1, 'i8')
export const SHORT = declare(3, 'SHORT', 'INTEGRAL', 2, 'i16')
export const INT = declare(4, 'INT', 'INTEGRAL', 4, 'i32')
export const LONG = declare(5, 'LONG', 'INTEGRAL', 8, 'i64')
/** Days since 1970.01.01. */
export const DATE = declare(6, 'DATE', 'TEMPORAL', 4, 'i32')
/** Months since year 0: `year * 12 + month - 1`. */
export const MONTH = declare(7, 'MONTH', 'TEMPORAL', 4, 'i32')
/** Milliseconds of the day. */
export const TIME = declare(8, 'TIME', 'TEMPORAL', 4, 'i32')
export const MINUTE = declare(9, 'MINUTE', 'TEMPORAL', 4, 'i32')
export const SECOND = declare(10, 'SECOND', 'TEMPORAL', 4, 'i32')
/** Seconds since 1970. */
export const DATETIME = declare(11, 'DATETIME', 'TEMPORAL', 4, 'i32')
/** Milliseconds since 1970. */
export const TIMESTAMP = declare(12, 'TIMESTAMP', 'TEMPORAL', 8, 'i64')
/** Nanoseconds of the day. */
export const NANOTIME = declare(13, 'NANOTIME', 'TEMPORAL', 8, 'i64')
/** Nanoseconds since 1970. */
export const NANOTIMESTAMP = declare(14, 'NANOTIMESTAMP', 'TEMPORAL', 8, 'i64')
export const FLOAT = declare(15, 'FLOAT', 'FLOATING', 4, 'f32')
export const DOUBLE = declare(16, 'DOUBLE', 'FLOATING', 8, 'f64')
export const SYMBOL = declare(17, 'SYMBOL', 'LITERAL', 4, 'symbol')
export const STRING = declare(18, 'STRING', 'LITERAL', 0, 'string')
export const UUID = declare(19, 'UUID', 'BINARY', 16, 'i128')
export const FUNCTIONDEF = declare(20, 'FUNCTIONDEF', 'SYSTEM', 0, 'none')
export const HANDLE = declare(21, 'HANDLE', 'SYSTEM', 0, 'none')
export const CODE = declare(22, 'CODE', 'SYSTEM', 0, 'none')
export const DATASOURCE = declare(23, 'DATASOURCE', 'SYSTEM', 0, 'none')
export const RESOURCE = declare(24, 'RESOURCE', 'SYSTEM', 0, 'none')
export const ANY = declare(25, 'ANY', 'MIXED', 0, 'any')
export const COMPRESSED = declare(26, 'COMPRESSED', 'INTEGRAL', 1, 'i8')
/** The value type of a dictionary whose values are of any kind. */
export const DICTIONARY = declare(27, 'ANY DICTIONARY', 'MIXED', 0, 'any')
/** Hours since 1970. */
export const DATEHOUR = declare(28, 'DATEHOUR', 'TEMPORAL', 4, 'i32')
export const IPADDR = declare(30, 'IPADDR', 'BINARY', 16, 'i128')
export const INT128 = declare(31, 'INT128', 'BINARY', 16, 'i128')
export const BLOB = declare(32, 'BLOB', 'LITERAL', 0, 'string')
export const COMPLEX = declare(34, 'COMPLEX', 'OTHER', 16, 'f64x2')
export const POINT = declare(35, 'POINT', 'OTHER', 16, 'f64x2')
/** `{ value, unit }`; the unit's code in the high half of the wire's 8 bytes. */
export const DURATION = declare(36, 'DURATION', 'SYSTEM', 8, 'any')
/** What points of the Internet of Things tell: each element has a type of its own, one of `elementsOfUnions`. */
export const IOTANY = declare(41, 'IOTANY', 'MIXED', 0, 'union')
/** A user's class instance. */
export const OBJECT = declare(44, 'OBJECT', 'SYSTEM', 0, 'none')

/** The types that elements of an IOTANY column may have. */
export const elementsOfUnions: readonly DataType[] = [
  BOOL,
  CHAR,
  SHORT,
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  SYMBOL,
  STRING,
]

const decimals = new Map<number, DataType>()

function decimal(code: number, name: string, width: number, storage: Storage, scale: number, most: number) {
  if (!Number.isInteger(scale) || scale < 0 || scale > most) {
    throw new RangeError(`Scale out of bound (valid range: [0, ${most}], but get: ${scale})`)
  }
  const key = code * 64 + scale
  let type = decimals.get(key)
  if (!type) {
    type = new DataType(code, name, 'DECIMAL', width, storage, scale)
    decimals.set(key, type)
  }
  return type
}

/** DECIMAL32 with `scale` decimal places (0 to 9). @throws RangeError outside them. */
export const decimal32 = (scale: number) => decimal(37, 'DECIMAL32', 4, 'i32', scale, 9)
/** DECIMAL64, scale 0 to 18. */
export const decimal64 = (scale: number) => decimal(38, 'DECIMAL64', 8, 'i64', scale, 18)
/** DECIMAL128, scale 0 to 38. */
export const decimal128 = (scale: number) => decimal(39, 'DECIMAL128', 16, 'i128', scale, 38)

const arrays = new Map<DataType, DataType>()

/** The type of an array vector of `element`: code + 64. */
export function arrayOf(element: DataType): DataType {
  let type = arrays.get(element)
  if (!type) {
    type = new DataType(element.code + 64, `${element.name}[]`, 'ARRAY', 0, 'array', element.scale, element)
    arrays.set(element, type)
  }
  return type
}

/** The type with this code (`scale` for decimals), or undefined. */
export function typeOfCode(code: number, scale = 0): DataType | undefined {
  if (code >= 64 && code < 128) {
    const element = typeOfCode(code - 64, scale)
    return element && arrayOf(element)
  }
  if (code === 37) return decimal32(scale)
  if (code === 38) return decimal64(scale)
  if (code === 39) return decimal128(scale)
  return byCode.get(code)
}

/** The type written `text` (any case): `int`, `DECIMAL32(3)`, `DOUBLE[]`; undefined when there is none. */
export function typeOfName(text: string): DataType | undefined {
  const name = text.trim().toUpperCase()
  if (name.endsWith('[]')) {
    const element = typeOfName(name.slice(0, -2))
    return element && arrayOf(element)
  }
  const parametrised = /^DECIMAL(32|64|128)\s*\(\s*(\d+)\s*\)$/.exec(name)
  if (parametrised) return typeOfCode({ 32: 37, 64: 38, 128: 39 }[parametrised[1]!]!, Number(parametrised[2]))
  const bare = /^DECIMAL(32|64|128)$/.exec(name)
  if (bare) return typeOfCode({ 32: 37, 64: 38, 128: 39 }[bare[1]!]!, 0)
  return byName.get(name)
}

/** Every type without a parameter, by name; for the constants `INT`, `DATE` … of the language. */
export const namedTypes: ReadonlyMap<string, DataType> = byName

export const isIntegral = (type: DataType) => type.category === 'INTEGRAL'
export const isFloating = (type: DataType) => type.category === 'FLOATING'
export const isTemporal = (type: DataType) => type.category === 'TEMPORAL'
export const isLiteral = (type: DataType) => type.category === 'LITERAL'
export const isDecimal = (type: DataType) => type.category === 'DECIMAL'
/** BOOL, integers, floats and decimals: what arithmetic takes. */
export const isNumeric = (type: DataType) =>
  type.category === 'INTEGRAL' ||
  type.category === 'FLOATING' ||
  type.category === 'LOGICAL' ||
  type.category === 'DECIMAL'
