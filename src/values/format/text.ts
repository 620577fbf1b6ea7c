import {
  BLOB,
  BOOL,
  CHAR,
  COMPLEX,
  type DataType,
  DURATION,
  STRING,
  SYMBOL,
  UUID,
  VOID,
} from '../data-type.ts'
import { formatDecimal } from '../elements/decimal.ts'
import { formatDuration } from '../elements/duration.ts'
import { formatInt128, formatIp, formatUuid } from '../elements/identifier.ts'
import { formatNumber, formatPart } from '../elements/number-format.ts'
import { formatTemporal } from '../elements/temporal-format.ts'
import { type Duration, isNullRaw, type Lanes, type Raw } from '../null.ts'

function laneText(type: DataType, { x, y }: Lanes): string {
  if (type !== COMPLEX) return `(${formatPart(x)}, ${formatPart(y)})`
  const imaginary = formatPart(y)
  return `${formatPart(x)}${imaginary.startsWith('-') ? '' : '+'}${imaginary}i`
}

function binaryText(type: DataType, raw: bigint): string {
  if (type === UUID) return formatUuid(raw)
  return type.name === 'IPADDR' ? formatIp(raw) : formatInt128(raw)
}

/**
 * A value as `string` gives it and tables show it: no quotes, null is empty. UUID, IPADDR and INT128 show their zeros.
 */
export function textOf(type: DataType, raw: Raw): string {
  switch (type.category) {
    case 'LITERAL':
      return raw as string
    case 'BINARY':
      return binaryText(type, raw as bigint)
    case 'VOID':
      return ''
    default:
      return isNullRaw(type, raw) ? '' : textOfValid(type, raw)
  }
}

function textOfValid(type: DataType, raw: Raw): string {
  switch (type.category) {
    case 'FLOATING':
      return formatNumber(raw as number)
    case 'TEMPORAL':
      return formatTemporal(raw, type)
    case 'LOGICAL':
      return raw === 0 ? 'false' : 'true'
    case 'DECIMAL':
      return formatDecimal(raw, type.scale)
    case 'OTHER':
      return laneText(type, raw as Lanes)
    case 'INTEGRAL': {
      const code = raw as number
      return type === CHAR && code > 31 && code < 127 ? String.fromCharCode(code) : String(raw)
    }
    default:
      return type === DURATION ? formatDuration(raw as Duration) : String(raw)
  }
}

// The letter that makes `00` a typed null.
const nullLetters: Readonly<Record<string, string>> = {
  BOOL: 'b',
  CHAR: 'c',
  SHORT: 'h',
  INT: 'i',
  LONG: 'l',
  FLOAT: 'f',
  DOUBLE: 'F',
  DATE: 'd',
  MONTH: 'M',
  DATETIME: 'D',
  TIME: 't',
  TIMESTAMP: 'T',
  NANOTIME: 'n',
  NANOTIMESTAMP: 'N',
  MINUTE: 'm',
  SECOND: 's',
}

/** The null of a type as scripts write it: `00i`, `00F`; `NULL` where a type has no such literal, `""` for text. */
export function nullText(type: DataType): string {
  if (type.category === 'LITERAL') return '""'
  const letter = nullLetters[type.name]
  return letter === undefined ? 'NULL' : `00${letter}`
}

/** The type whose null is written with that letter (`i` in `00i`), by name; undefined when there is none. */
export function typeNameOfNullLetter(letter: string): string | undefined {
  return Object.keys(nullLetters).find(name => nullLetters[name] === letter)
}

const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** A value as it stands inside a printed vector: text and characters quoted. Null is empty. */
export function scriptOf(type: DataType, raw: Raw): string {
  if (type === STRING || type === SYMBOL || type === BLOB) return raw === '' ? '' : quote(raw as string)
  if (type === CHAR) {
    const text = textOf(type, raw)
    return (raw as number) > 31 && (raw as number) < 127 ? `'${text}'` : text
  }
  if (type === VOID || isNullRaw(type, raw)) return ''
  return type === BOOL ? (raw === 0 ? 'false' : 'true') : textOf(type, raw)
}
