import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { castRaw, converts } from '../../src/values/cast/scalar.ts'
import { castVector } from '../../src/values/cast/vector.ts'
import { type DataType, isTemporal, typeOfName } from '../../src/values/data-type.ts'
import { temporalConverts } from '../../src/values/elements/temporal-convert.ts'
import { textOf } from '../../src/values/format/text.ts'
import { isNullRaw, nullOf, type Raw } from '../../src/values/null.ts'
import { vectorOfRaws } from '../../src/values/vectors/build.ts'
import type { FixedVector } from '../../src/values/vectors/fixed-vector.ts'

const names = `BOOL CHAR SHORT INT LONG FLOAT DOUBLE DATE MONTH TIME MINUTE SECOND DATETIME TIMESTAMP NANOTIME
  NANOTIMESTAMP DATEHOUR DECIMAL32(2) DECIMAL64(6) DECIMAL128(10)`
const types = names.split(/\s+/).map(name => typeOfName(name)!)

const largest: Readonly<Record<string, number>> = { i8: 127, i16: 32767, i32: 2147483647 }

/** Raws over the type's whole range, with the ends and small ones more often than chance would have them. */
function raws(type: DataType): fc.Arbitrary<Raw> {
  const missing = fc.constant(nullOf(type))
  switch (type.storage) {
    case 'i64':
    case 'i128': {
      const most = 2n ** 63n - 1n
      const any = fc.bigInt({ min: -most, max: most })
      return fc.oneof(missing, any, fc.bigInt({ min: -100000n, max: 100000n }), fc.constantFrom(most, -most))
    }
    case 'f32':
    case 'f64': {
      const any = type.storage === 'f32' ? fc.float() : fc.double()
      const halves = fc.integer({ min: -200, max: 200 }).map(n => n / 2)
      return fc
        .oneof(missing, any, halves, fc.constantFrom(3e9, -2147483648.4, 1e19, -Infinity, 0.1, 0.29))
        .map(value => (type.storage === 'f32' ? Math.fround(value as number) : value))
    }
    default: {
      if (type.name === 'BOOL') return fc.oneof(missing, fc.constantFrom(0, 1))
      const most = largest[type.storage]!
      const small = fc.integer({ min: -100, max: 100 })
      return fc.oneof(missing, fc.integer({ min: -most, max: most }), small, fc.constantFrom(most, -most))
    }
  }
}

/** What converting gives, value by value, or the message of the first that can't be. */
function oneByOne(column: readonly Raw[], from: DataType, to: DataType): Raw[] | string {
  try {
    return column.map(raw => castRaw(raw, from, to))
  } catch (error) {
    return (error as Error).message
  }
}

const plainZero = (raw: Raw) => (raw === 0 ? 0 : raw)

function check(column: readonly Raw[], from: DataType, to: DataType): void {
  const expected = oneByOne(column, from, to)
  const source = vectorOfRaws(from, [...column])
  if (typeof expected === 'string') {
    assert.throws(() => castVector(source, to), { message: expected })
    return
  }
  const result = castVector(source, to) as FixedVector
  assert.ok(result.data.buffer instanceof SharedArrayBuffer)
  const given = column.map((_, i) => plainZero(result.raw(i)))
  assert.deepEqual(given, expected.map(plainZero))
  assert.ok(result.mayHoldNulls || !expected.some(raw => isNullRaw(to, raw)), 'nulls are announced')
}

test('a column converts as its values do', () => {
  for (const from of types) {
    for (const to of types) {
      if (from === to || !converts(from, to)) continue
      if (isTemporal(from) && isTemporal(to) && !temporalConverts(from, to)) continue
      const property = fc.property(fc.array(raws(from), { maxLength: 12 }), column => check(column, from, to))
      try {
        fc.assert(property, { numRuns: 40 })
      } catch (error) {
        throw new Error(`${from} to ${to}: ${(error as Error).message}`, { cause: error })
      }
    }
  }
})

test('the decimal of a double is its text cut off', () => {
  const decimal = typeOfName('DECIMAL64(4)')!
  const cut = (value: number) => {
    const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value))!
    const text = `${whole}.${fraction.padEnd(4, '0').slice(0, 4)}`
    return sign && /[1-9]/.test(text) ? `-${text}` : text
  }
  const numbers = fc.oneof(
    fc.integer({ min: -99999999, max: 99999999 }).map(n => n / 10000),
    fc.integer({ min: -99999999, max: 99999999 }).map(n => n / 100000),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter(x => !String(x).includes('e')),
  )
  fc.assert(
    fc.property(numbers, value => {
      assert.equal(textOf(decimal, castRaw(value, typeOfName('DOUBLE')!, decimal)), cut(value))
    }),
    { numRuns: 2000 },
  )
})

test('a float prints its six decimals, rounded', () => {
  const double = typeOfName('DOUBLE')!
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer().map(n => n / 1e7),
      ),
      value => {
        fc.pre(Math.abs(value) < 999999 && Math.abs(value) > 0.000002)
        const expected = value.toFixed(6).replace(/\.?0+$/, '')
        assert.equal(textOf(double, value), expected)
      },
    ),
    { numRuns: 2000 },
  )
})
