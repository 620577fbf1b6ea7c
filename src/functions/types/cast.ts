import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { convert } from '../../values/cast/cast.ts'
import {
  BLOB,
  BOOL,
  CHAR,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DOUBLE,
  DURATION,
  decimal32,
  decimal64,
  decimal128,
  FLOAT,
  INT,
  INT128,
  IPADDR,
  LONG,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  SHORT,
  STRING,
  SYMBOL,
  TIME,
  TIMESTAMP,
  UUID,
} from '../../values/data-type.ts'
import { NULL_DURATION } from '../../values/elements/duration.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ValueError } from '../../values/value-error.ts'
import { dataType, integer } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { reshapeTo } from '../vectors/reshape.ts'

/** Converts for scripts: what can't be is a ScriptError. */
export function convertOrFail(value: Value, type: DataType): Value {
  try {
    return convert(value, type)
  } catch (error) {
    if (error instanceof ValueError) throw new ScriptError(error.message)
    throw error
  }
}

type Examples = readonly (readonly [string, string])[]

const missing = (type: DataType) => new Scalar(type, type === DURATION ? NULL_DURATION : nullOf(type))

/** `int(X)` and its kin: conversion to one type; without an argument its null. */
function conversion(name: string, type: DataType, doc: string, examples: Examples): Builtin {
  return define({
    name,
    signature: `${name}([X])`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_: Context, x?: Value) => (x === undefined ? missing(type) : convertOrFail(x, type)),
  })
}

export const bool = conversion('bool', BOOL, 'X as BOOL: true where it is not zero.', [
  ['bool(100.2)', 'true'],
  ['bool(`true`false)', '[true,false]'],
])
export const char = conversion(
  'char',
  CHAR,
  'X as CHAR, a whole number of one byte that prints as a character.',
  [['char(99)', "'c'"]],
)
export const short = conversion(
  'short',
  SHORT,
  'X as SHORT, a whole number of two bytes; larger ones wrap around.',
  [
    ['short(32789)', '-32747'],
    ['short(`12.3)', '12'],
  ],
)
export const int = conversion(
  'int',
  INT,
  'X as INT, a whole number of four bytes. Fractions are rounded, of text cut off; numbers too large are null.',
  [
    ['int(8.9)', '9'],
    ['int("10.9")', '10'],
  ],
)
export const long = conversion('long', LONG, 'X as LONG, a whole number of eight bytes.', [
  ['long(`10.9)', '10'],
  ['typestr(long(1 2 3))', 'FAST LONG VECTOR'],
])
export const float = conversion('float', FLOAT, 'X as FLOAT, a number in single precision.', [
  ['typestr(float("123"))', 'FLOAT'],
])
export const double = conversion('double', DOUBLE, 'X as DOUBLE, a number in double precision.', [
  ['double(`10.9)', '10.9'],
])
export const string = conversion('string', STRING, 'X as text. Null gives the empty string.', [
  ['string(2024.01.05)', '2024.01.05'],
  ['string(1 NULL 3)', '["1",,"3"]'],
])
export const symbol = conversion(
  'symbol',
  SYMBOL,
  'X as SYMBOL: text of which every distinct one is kept once, and numbered.',
  [['typestr(symbol(`a`b`a))', 'FAST SYMBOL VECTOR']],
)
export const blob = conversion(
  'blob',
  BLOB,
  'X as BLOB, text of any length that is no subject of calculations.',
  [],
)
export const date = conversion('date', DATE, 'X as DATE; an integer counts days since 1970.', [
  ['date(2012.12.03T01:22:01)', '2012.12.03'],
  ['date(1)', '1970.01.02'],
])
export const month = conversion('month', MONTH, 'X as MONTH.', [['month(2012.12.23)', '2012.12M']])
export const time = conversion('time', TIME, 'X as TIME, the time of day in milliseconds.', [
  ['time(1)', '00:00:00.001'],
])
export const minute = conversion('minute', MINUTE, 'X as MINUTE, the minute of the day.', [
  ['minute(61)', '01:01m'],
])
export const second = conversion('second', SECOND, 'X as SECOND, the second of the day.', [
  ['second(61)', '00:01:01'],
])
export const datetime = conversion('datetime', DATETIME, 'X as DATETIME, date and time in seconds.', [
  ['datetime(2009.11.10)', '2009.11.10T00:00:00'],
])
export const timestamp = conversion(
  'timestamp',
  TIMESTAMP,
  'X as TIMESTAMP, date and time in milliseconds.',
  [['timestamp(2016.10.12)', '2016.10.12T00:00:00.000']],
)
export const nanotime = conversion('nanotime', NANOTIME, 'X as NANOTIME, the time of day in nanoseconds.', [
  ['nanotime(1000000000)', '00:00:01.000000000'],
])
export const nanotimestamp = conversion(
  'nanotimestamp',
  NANOTIMESTAMP,
  'X as NANOTIMESTAMP, date and time in nanoseconds.',
  [['nanotimestamp(1)', '1970.01.01T00:00:00.000000001']],
)
export const datehour = conversion('datehour', DATEHOUR, 'X as DATEHOUR, date and hour.', [
  ['datehour(2012.06.13T13:30:10)', '2012.06.13T13'],
])
export const uuid = conversion(
  'uuid',
  UUID,
  'X as UUID, 128 bits written as 8-4-4-4-12 hexadecimal digits.',
  [['uuid("9d457e79-1bed-d6c2-3612-b0d31c1881f6")', '9d457e79-1bed-d6c2-3612-b0d31c1881f6']],
)
export const ipaddr = conversion('ipaddr', IPADDR, 'X as IPADDR, an address of IPv4 or IPv6.', [
  ['ipaddr("192.168.1.13")', '192.168.1.13'],
])
export const int128 = conversion(
  'int128',
  INT128,
  'X as INT128, 128 bits written as 32 hexadecimal digits.',
  [['int128("e1671797c52e15f763380b45e841ec32")', 'e1671797c52e15f763380b45e841ec32']],
)
export const duration = conversion(
  'duration',
  DURATION,
  'X as DURATION: a whole number and a unit (y M w d B H m s ms us ns, or a trading calendar).',
  [['duration("20H")', '20H']],
)

function decimalConversion(name: string, most: number, typeOf: (scale: number) => DataType): Builtin {
  return define({
    name,
    signature: `${name}(X, scale)`,
    kind: 'elementwise',
    doc: `X as ${name.toUpperCase()} with \`scale\` decimal places (0 to ${most}). Numbers are cut off there, text is rounded.`,
    examples: [
      [`${name}(142, 2)`, '142.00'],
      [`${name}(1.23456, 3)`, '1.234'],
    ],
    run: (_: Context, x?: Value, scale?: Value) => {
      const places = integer(scale, name, 'scale')
      if (places < 0 || places > most) {
        throw new ScriptError(`Scale out of bound (valid range: [0, ${most}], but get: ${places})`, {
          refId: 'S05002',
        })
      }
      return convertOrFail(x!, typeOf(places))
    },
  })
}

export const toDecimal32 = decimalConversion('decimal32', 9, decimal32)
export const toDecimal64 = decimalConversion('decimal64', 18, decimal64)
export const toDecimal128 = decimalConversion('decimal128', 38, decimal128)

export const cast = define({
  name: 'cast',
  signature: 'cast(X, Y)',
  kind: 'elementwise',
  doc: 'X $ Y: X converted to the data type Y, or, where Y is a pair rows:columns, its elements as a matrix of that shape.',
  examples: [
    ['8.9$INT', '9'],
    ['typestr(`IBM`MS$SYMBOL)', 'FAST SYMBOL VECTOR'],
    ['rows(1..8$2:4)', '2'],
  ],
  run: (_, x, y) =>
    y instanceof Pair ? reshapeTo(x!, y, 'cast') : convertOrFail(x!, dataType(y, 'cast', 'Y')),
})
