import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { finerTemporal } from '../../src/values/cast/promote.ts'
import { castRaw } from '../../src/values/cast/scalar.ts'
import {
  CHAR,
  COMPLEX,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DURATION,
  decimal32,
  decimal64,
  decimal128,
  INT,
  INT128,
  IPADDR,
  LONG,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  POINT,
  SECOND,
  SHORT,
  TIME,
  TIMESTAMP,
  UUID,
} from '../../src/values/data-type.ts'
import {
  dateOfDays,
  dayOf,
  daysInMonth,
  daysOfDate,
  monthOf,
  yearOf,
} from '../../src/values/elements/civil-date.ts'
import { precisionOf } from '../../src/values/elements/decimal.ts'
import { textOf } from '../../src/values/format/text.ts'
import { nullOf, type Raw } from '../../src/values/null.ts'
import { parseRaw } from '../../src/values/parse-scalar.ts'

const firstDay = daysOfDate(1, 1, 1)
const lastDay = daysOfDate(9999, 12, 31)
const INT_LIMIT = 2147483647
const LONG_LIMIT = 2n ** 63n - 1n

const whole = (min: number, max: number): fc.Arbitrary<Raw> => fc.integer({ min, max })
const wide = (min: bigint, max: bigint): fc.Arbitrary<Raw> => fc.bigInt({ min, max })

const temporals: readonly [DataType, fc.Arbitrary<Raw>][] = [
  [DATE, whole(firstDay, lastDay)],
  [MONTH, whole(12, 9999 * 12 + 11)],
  [TIME, whole(0, 86_399_999)],
  [MINUTE, whole(0, 1439)],
  [SECOND, whole(0, 86_399)],
  [DATETIME, whole(-INT_LIMIT, INT_LIMIT)],
  [TIMESTAMP, wide(BigInt(firstDay) * 86_400_000n, BigInt(lastDay) * 86_400_000n)],
  [NANOTIME, wide(0n, 86_399_999_999_999n)],
  [NANOTIMESTAMP, wide(-LONG_LIMIT, LONG_LIMIT)],
  [DATEHOUR, whole(firstDay * 24, lastDay * 24)],
]

const part = fc.integer({ min: -999_999, max: 999_999 }).map(n => n / 1000)
const others: readonly [DataType, fc.Arbitrary<Raw>][] = [
  [
    CHAR,
    whole(1, 127).filter(code => !(Number(code) > 31 && String.fromCharCode(Number(code)).match(/\d|\s/))),
  ],
  [SHORT, whole(-32767, 32767)],
  [INT, whole(-INT_LIMIT, INT_LIMIT)],
  [LONG, wide(-LONG_LIMIT, LONG_LIMIT)],
  [UUID, wide(0n, 2n ** 128n - 1n)],
  [INT128, wide(0n, 2n ** 128n - 1n)],
  [IPADDR, fc.oneof(wide(0n, 2n ** 32n - 1n), wide(0n, 2n ** 128n - 1n))],
  [COMPLEX, fc.record({ x: part, y: part }, { noNullPrototype: true })],
  [POINT, fc.record({ x: part, y: part }, { noNullPrototype: true })],
  [
    DURATION,
    fc.record(
      {
        amount: fc.integer({ min: -INT_LIMIT, max: INT_LIMIT }),
        unit: fc.constantFrom('ns', 'us', 'ms', 's', 'm', 'H', 'd', 'w', 'M', 'y', 'B', 'XNYS'),
      },
      { noNullPrototype: true },
    ),
  ],
  ...[
    decimal32(0),
    decimal32(4),
    decimal32(9),
    decimal64(6),
    decimal64(18),
    decimal128(0),
    decimal128(38),
  ].map((type): [DataType, fc.Arbitrary<Raw>] => {
    const limit = 10n ** BigInt(precisionOf(type)) - 1n
    const raws = fc.bigInt({ min: -limit, max: limit })
    return [type, type.storage === 'i32' ? raws.map(Number) : raws]
  }),
]

for (const [type, raws] of [...temporals, ...others]) {
  test(`${type}: what is printed reads back`, () => {
    fc.assert(
      fc.property(raws, raw => {
        assert.deepEqual(parseRaw(textOf(type, raw), type), raw, textOf(type, raw))
      }),
    )
  })
}

test('days and dates match, month by month through the calendar', () => {
  let days = daysOfDate(-400, 1, 1)
  for (let year = -400; year < 2800; year++) {
    for (let month = 1; month <= 12; month++) {
      for (const day of [1, daysInMonth(year, month)]) {
        const expected = days + day - 1
        assert.equal(daysOfDate(year, month, day), expected)
        const date = dateOfDays(expected)
        assert.deepEqual([yearOf(date), monthOf(date), dayOf(date)], [year, month, day])
      }
      days += daysInMonth(year, month)
    }
  }
  assert.equal(daysOfDate(1970, 1, 1), 0)
  assert.equal(daysOfDate(2000, 3, 1), 11017)
})

test('a coarser temporal type shows the beginning of the finer', () => {
  for (const [from, raws] of temporals) {
    for (const [to] of temporals) {
      if (finerTemporal(from, to) === null) continue
      fc.assert(
        fc.property(raws, raw => {
          const result = castRaw(raw, from, to)
          if (result === nullOf(to)) return
          const [source, target] = [textOf(from, raw), textOf(to, result)].map(text =>
            text.replace(/[mM]$/, ''),
          )
          const [short, long] = source!.length < target!.length ? [source!, target!] : [target!, source!]
          assert.ok(long.startsWith(short), `${from} ${source} → ${to} ${target}`)
        }),
        { numRuns: 30 },
      )
    }
  }
})

test('what fits the finer type comes back from it', () => {
  const dated = new Set([MONTH, DATE, DATEHOUR, DATETIME, TIMESTAMP])
  for (const [from, raws] of temporals) {
    const finest = dated.has(from) ? NANOTIMESTAMP : NANOTIME
    if (from === NANOTIMESTAMP) continue
    fc.assert(
      fc.property(raws, raw => {
        const fine = castRaw(raw, from, finest)
        if (fine !== nullOf(finest)) assert.deepEqual(castRaw(fine, finest, from), raw)
      }),
    )
  }
})
