import {
  BLOB,
  BOOL,
  COMPLEX,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DOUBLE,
  decimal32,
  decimal64,
  decimal128,
  isLiteral,
  isTemporal,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  STRING,
  TIME,
  TIMESTAMP,
  typeOfCode,
  VOID,
} from '../data-type.ts'

/** BOOL < CHAR < SHORT < INT < LONG < FLOAT < DOUBLE: the types that widen into one another. */
export const isPlainNumber = (type: DataType): boolean =>
  type.category === 'INTEGRAL' || type.category === 'FLOATING' || type === BOOL

// Plain numbers' codes are in the order of widening, but for COMPRESSED, which counts as CHAR.
const wider = (a: DataType, b: DataType) => (a.code % 24 >= b.code % 24 ? a : b)

/**
 * The type of a column that holds values of both, or null when only a tuple can: the rule for vector literals,
 * which never mixes kinds: `[1, 2.5]` is DOUBLE, `[1, "a"]` and decimals of different scale are tuples.
 */
export function commonType(a: DataType, b: DataType): DataType | null {
  if (a === b) return a
  if (a === VOID) return b
  if (b === VOID) return a
  if (isPlainNumber(a) && isPlainNumber(b)) return wider(a, b)
  if (isLiteral(a) && isLiteral(b)) return a === BLOB || b === BLOB ? BLOB : STRING
  if (a.element && b.element) {
    const element = commonType(a.element, b.element)
    return element && typeOfCode(element.code + 64, element.scale)!
  }
  return null
}

/** commonType of several types; VOID for none. */
export function commonTypeOf(types: Iterable<DataType>): DataType | null {
  let common: DataType | null = VOID
  for (const type of types) {
    if (type === common) continue
    common = commonType(common, type)
    if (common === null) return null
  }
  return common
}

// Coarse to fine, within what has a date and what is a time of day.
const dated = [MONTH, DATE, DATEHOUR, DATETIME, TIMESTAMP, NANOTIMESTAMP]
const ofDay = [MINUTE, SECOND, TIME, NANOTIME]

/** Whether the type tells a date (and perhaps a time), not just a time of day. */
export const hasDate = (type: DataType): boolean => dated.includes(type)

/** The finer of two temporal types, or null when one is a date and the other a time of day. */
export function finerTemporal(a: DataType, b: DataType): DataType | null {
  for (const ladder of [dated, ofDay]) {
    const [i, j] = [ladder.indexOf(a), ladder.indexOf(b)]
    if (i >= 0 && j >= 0) return ladder[Math.max(i, j)]!
  }
  return null
}

function operandDecimal(a: DataType, b: DataType): DataType | null {
  if (a.category !== 'DECIMAL') return operandDecimal(b, a)
  if (b.category === 'FLOATING') return DOUBLE
  if (b.category !== 'DECIMAL') return isPlainNumber(b) ? a : null
  const scale = Math.max(a.scale, b.scale)
  const code = Math.max(a.code, b.code)
  if (code === 37) return decimal32(scale)
  return code === 38 ? decimal64(scale) : decimal128(scale)
}

/**
 * The type that both operands of an operation take on before it: as commonType, and a decimal with an integer is the
 * decimal, with a float DOUBLE; a temporal with an integer is the temporal, with another the finer of the two.
 * Null when they don't go together.
 */
export function operandType(a: DataType, b: DataType): DataType | null {
  const common = commonType(a, b)
  if (common) return common
  if (a.category === 'DECIMAL' || b.category === 'DECIMAL') return operandDecimal(a, b)
  if (isTemporal(a)) return isTemporal(b) ? finerTemporal(a, b) : isPlainNumber(b) ? a : null
  if (isTemporal(b)) return isPlainNumber(a) ? b : null
  if (a === COMPLEX) return isPlainNumber(b) ? COMPLEX : null
  if (b === COMPLEX) return isPlainNumber(a) ? COMPLEX : null
  return null
}

/**
 * Whether values of `source` may be put into a column of `target` (append!, assignment to elements, insert), converted
 * on the way. Text takes in everything; into anything else, text goes only from text.
 */
export function accepts(target: DataType, source: DataType): boolean {
  if (target === source || source === VOID || target.category === 'MIXED') return true
  if (isLiteral(target)) return source.category !== 'SYSTEM' && source.category !== 'MIXED'
  if (isLiteral(source)) return false
  if (target.element) return accepts(target.element, source.element ?? source)
  if (source.element) return false
  if (isTemporal(target)) {
    return isTemporal(source)
      ? hasDate(target) === hasDate(source) || !hasDate(target)
      : isPlainNumber(source)
  }
  if (target.category === 'DECIMAL' || isPlainNumber(target)) {
    return source.category === 'DECIMAL' || isPlainNumber(source) || (isTemporal(source) && target !== BOOL)
  }
  return operandType(target, source) === target
}
