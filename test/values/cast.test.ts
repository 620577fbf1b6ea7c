import assert from 'node:assert/strict'
import { test } from 'node:test'
import { convert } from '../../src/values/cast/cast.ts'
import {
  ANY,
  BOOL,
  CHAR,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DOUBLE,
  decimal32,
  decimal64,
  FLOAT,
  INT,
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
  typeOfName,
  UUID,
} from '../../src/values/data-type.ts'
import { textOf } from '../../src/values/format/text.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import { isNullRaw, type Raw } from '../../src/values/null.ts'
import { vectorOf, vectorOfRaws, vectorOfScalars } from '../../src/values/vectors/build.ts'
import { FixedVector } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'

const NONE = 'null'

/** [source type, text of the source, target type, text of the result]; the source is made from its text. */
const scalars: readonly [DataType, string, DataType, string][] = [
  // Floats round half away from zero, text is read as far as it is a number.
  [DOUBLE, '8.9', INT, '9'],
  [DOUBLE, '2.5', INT, '3'],
  [DOUBLE, '-2.5', INT, '-3'],
  [STRING, '128.9', INT, '128'],
  [STRING, '120.9c', SHORT, '120'],
  [STRING, '10.9', DOUBLE, '10.9'],
  [STRING, 'abc', INT, NONE],
  [STRING, 'abc', DOUBLE, NONE],
  // What overflows wraps, or is null when a float.
  [LONG, '2147483648', INT, NONE],
  [INT, '32768', SHORT, NONE],
  [INT, '32789', SHORT, '-32747'],
  [INT, '65578', SHORT, '42'],
  [DOUBLE, '3e9', INT, NONE],
  [STRING, '9223372036854775808', LONG, '9223372036854775807'],
  [STRING, '-9223372036854775809', LONG, '-9223372036854775807'],
  [DOUBLE, '1e300', FLOAT, NONE],
  [STRING, '-inf', FLOAT, '-∞'],
  // Booleans and characters.
  [STRING, 'TRUE', BOOL, 'true'],
  [STRING, 'false', BOOL, 'false'],
  [DOUBLE, '100.2', BOOL, 'true'],
  [INT, '0', BOOL, 'false'],
  [INT, '99', CHAR, 'c'],
  [STRING, '99', CHAR, 'c'],
  [STRING, 'c', CHAR, 'c'],
  [CHAR, 'c', INT, '99'],
  [BOOL, 'true', LONG, '1'],
  // Decimals: numbers are cut off, text is rounded.
  [DOUBLE, '1.23456', decimal32(3), '1.234'],
  [DOUBLE, '0.29', decimal32(2), '0.29'],
  [DOUBLE, '-0.299', decimal32(2), '-0.29'],
  [FLOAT, '1.23', decimal64(4), '1.2300'],
  [INT, '142', decimal32(2), '142.00'],
  [INT, '1000000000', decimal32(0), '1000000000'],
  [STRING, '4.5677', decimal32(2), '4.57'],
  [STRING, '1.341', decimal32(2), '1.34'],
  [STRING, '-0.005', decimal32(2), '-0.01'],
  [STRING, '1.5e2', decimal64(1), '150.0'],
  [decimal32(4), '1.2399', decimal64(2), '1.23'],
  [decimal32(2), '2.50', INT, '3'],
  [decimal64(2), '2.25', DOUBLE, '2.25'],
  [decimal32(2), '2.25', STRING, '2.25'],
  // Integers as temporals count units.
  [INT, '1', DATE, '1970.01.02'],
  [INT, '1', DATETIME, '1970.01.01T00:00:01'],
  [INT, '1', DATEHOUR, '1970.01.01T01'],
  [INT, '1', TIMESTAMP, '1970.01.01T00:00:00.001'],
  [LONG, '1000000000', NANOTIMESTAMP, '1970.01.01T00:00:01.000000000'],
  [INT, '61', SECOND, '00:01:01'],
  [INT, '61', MINUTE, '01:01m'],
  [INT, '1', TIME, '00:00:00.001'],
  [INT, '1440', MINUTE, NONE],
  [DATE, '2012.06.13', INT, '15504'],
  // Between temporals.
  [DATETIME, '2012.12.03 01:22:01', DATE, '2012.12.03'],
  [DATETIME, '1969.12.31 23:59:59', DATE, '1969.12.31'],
  [DATETIME, '1969.12.31 23:59:59', SECOND, '23:59:59'],
  [MONTH, '2016.03M', DATE, '2016.03.01'],
  [MONTH, '2012.01M', DATEHOUR, '2012.01.01T00'],
  [MONTH, '2012.01M', TIMESTAMP, '2012.01.01T00:00:00.000'],
  [DATE, '2012.12.23', MONTH, '2012.12M'],
  [NANOTIMESTAMP, '2012.12.03 01:22:01.123456789', NANOTIME, '01:22:01.123456789'],
  [NANOTIMESTAMP, '2012.12.03 01:22:01.123456789', MINUTE, '01:22m'],
  [SECOND, '12:06:09', NANOTIME, '12:06:09.000000000'],
  [DATE, '2262.04.12', NANOTIMESTAMP, NONE],
  [DATE, '2040.01.01', DATETIME, NONE],
  // Text as temporals, whatever its precision.
  [STRING, '2011.10.12', DATE, '2011.10.12'],
  [STRING, '2011-10-12', DATE, '2011.10.12'],
  [STRING, '20111012', DATE, '2011.10.12'],
  [STRING, '2012.12', MONTH, '2012.12M'],
  [STRING, '2012.12.03 13:30:10.008007006', NANOTIMESTAMP, '2012.12.03T13:30:10.008007006'],
  [STRING, '13:30:10.008007006', NANOTIME, '13:30:10.008007006'],
  [STRING, '2012.02.30', DATE, NONE],
  [STRING, '12:30', TIMESTAMP, NONE],
  // Identifiers.
  [STRING, '9d457e79-1bed-d6c2-3612-b0d31c1881f6', UUID, '9d457e79-1bed-d6c2-3612-b0d31c1881f6'],
  [STRING, '192.168.1.13', IPADDR, '192.168.1.13'],
  [STRING, '2001:db8::1:0:0:1', IPADDR, '2001:db8::1:0:0:1'],
  [STRING, '0:0:0:0:0:ffff::', IPADDR, '::ffff:0:0'],
  [STRING, 'IBM', SYMBOL, 'IBM'],
]

const read = (type: DataType, text: string) => convert(new Scalar(STRING, text), type) as Scalar
const show = (type: DataType, raw: Raw) => (isNullRaw(type, raw) ? NONE : textOf(type, raw))

for (const [from, text, to, expected] of scalars) {
  test(`${from} ${text} as ${to} is ${expected}`, () => {
    const source = read(from, text)
    const result = convert(source, to) as Scalar
    assert.equal(result.type, to)
    assert.equal(show(to, result.raw), expected)
    const column = convert(vectorOfRaws(from, [source.raw, source.raw]), to) as Vector
    assert.equal(column.type, to)
    const element = column.get(1) as Scalar
    assert.equal(show(to, element.raw), expected, 'a column converts as a scalar does')
    assert.equal(column.isNullAt(0), expected === NONE)
    assert.ok(column.mayHoldNulls || expected !== NONE, 'nulls are announced')
  })
}

const typeNames = `BOOL CHAR SHORT INT LONG FLOAT DOUBLE DATE MONTH TIME MINUTE SECOND DATETIME TIMESTAMP NANOTIME
  NANOTIMESTAMP DATEHOUR STRING SYMBOL UUID IPADDR INT128 COMPLEX DECIMAL32(2) DECIMAL64(3) DECIMAL128(4)`

test('null stays null through every conversion that there is', () => {
  const types = typeNames.split(/\s+/).map(name => typeOfName(name)!)
  for (const from of types) {
    for (const to of types) {
      const missing = new Scalar(STRING, '')
      let result: Scalar
      try {
        result = convert(convert(missing, from), to) as Scalar
      } catch {
        continue
      }
      assert.ok(result.isNull, `${from} → ${to}`)
    }
  }
})

test('what makes no sense is refused in words', () => {
  const refused: readonly [DataType, string, DataType, RegExp][] = [
    [DATE, '2012.01.01', TIME, /Can't convert DATE to TIME/],
    [TIME, '12:00:00.000', DATE, /Can't convert TIME to DATE/],
    [UUID, '9d457e79-1bed-d6c2-3612-b0d31c1881f6', INT, /Can't convert UUID to INT/],
    [STRING, '990', CHAR, /Failed to convert the string to CHAR/],
    [STRING, '1000000000', decimal32(0), /Can't convert STRING to DECIMAL32\(0\): .*decimal overflow/],
    [INT, '1000000000', decimal32(2), /Can't convert INT to DECIMAL32\(2\)/],
    [STRING, 'x', UUID, /Can't convert "x" to UUID/],
    [STRING, '1.2.3', IPADDR, /IPv4/],
  ]
  for (const [from, text, to, message] of refused) {
    assert.throws(() => convert(read(from, text), to), { name: 'ValueError', message })
    assert.throws(() => convert(vectorOfRaws(from, [read(from, text).raw]), to), {
      name: 'ValueError',
      message,
    })
  }
})

test('columns of text convert through their distinct texts', () => {
  const n = 5000
  const texts = Array.from({ length: n }, (_, i) => `2020.01.${String((i % 28) + 1).padStart(2, '0')}`)
  for (const source of [StringVector.of(texts), SymbolVector.of(texts)]) {
    const dates = convert(source, DATE) as FixedVector
    for (let i = 0; i < n; i += 7) assert.equal(dates.data[i], 18262 + (i % 28))
    const back = convert(dates, SYMBOL) as SymbolVector
    assert.equal(back.text(4999), texts[4999])
    assert.equal(back.base.size, 29)
  }
  const distinct = Array.from({ length: n }, (_, i) => String(i))
  assert.equal((convert(StringVector.of(distinct), INT) as FixedVector).data[n - 1], n - 1)
})

test('integers and temporals of one width share the layout', () => {
  const days = FixedVector.of(INT, [1, -2147483648, 3])
  const dates = convert(days, DATE) as FixedVector
  assert.deepEqual([...dates.data], [...days.data])
  assert.notEqual(
    dates.data.buffer === days.data.buffer && dates.data.byteOffset === days.data.byteOffset,
    true,
  )
})

test('tuples convert element by element, and of scalars become vectors', () => {
  const mixed = vectorOf([new Scalar(INT, 1), new Scalar(STRING, '2.7')])
  assert.ok(mixed instanceof Tuple)
  assert.equal((convert(mixed, DOUBLE) as FixedVector).data[1], 2.7)
  const nested = vectorOf([new Scalar(DOUBLE, 1.6), vectorOfRaws(DOUBLE, [3.4, 5])])
  const rounded = convert(nested, INT) as Tuple
  assert.equal((rounded.items[0] as Scalar).raw, 2)
  assert.deepEqual([...(rounded.items[1] as FixedVector).data], [3, 5])
})

test('rows of vectors become an array vector, an empty row one null', () => {
  const rows = new Tuple([vectorOfRaws(DOUBLE, [1.2, 2]), vectorOfRaws(INT, []), new Scalar(INT, 7)])
  const array = convert(rows, typeOfName('INT[]')!) as Vector
  assert.equal(array.length, 3)
  assert.equal(array.isNullAt(1), true)
  assert.deepEqual([...(array.get(0) as FixedVector).data], [1, 2])
  assert.ok(convert(array, ANY) instanceof Tuple)
})

test('vectors of scalars take the type asked for', () => {
  const column = vectorOfScalars(LONG, [new Scalar(INT, 3), new Scalar(DOUBLE, 2.5), new Scalar(STRING, '')])
  assert.deepEqual([...(column as FixedVector).data], [3n, 3n, -(2n ** 63n)])
})
