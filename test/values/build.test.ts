import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  accepts,
  commonType,
  commonTypeOf,
  finerTemporal,
  operandType,
} from '../../src/values/cast/promote.ts'
import {
  ANY,
  type DataType,
  DURATION,
  decimal32,
  INT,
  STRING,
  SYMBOL,
  typeOfName,
  VOID,
} from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { typestr } from '../../src/values/format/typestr.ts'
import { double, int, NULL, Scalar, string, symbol } from '../../src/values/forms/scalar.ts'
import { nullOf } from '../../src/values/null.ts'
import type { Value } from '../../src/values/value.ts'
import {
  columnFrom,
  concatenate,
  defaultVector,
  emptyVector,
  filledVector,
  nullVector,
  vectorOf,
} from '../../src/values/vectors/build.ts'
import { ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'

const everyType =
  `BOOL CHAR SHORT INT LONG DATE MONTH TIME MINUTE SECOND DATETIME TIMESTAMP NANOTIME NANOTIMESTAMP FLOAT
  DOUBLE SYMBOL STRING BLOB UUID IPADDR INT128 DATEHOUR COMPLEX POINT DECIMAL32(2) DECIMAL64(3) DECIMAL128(4) DURATION
  VOID INT[] DOUBLE[] DECIMAL32(2)[]`
    .split(/\s+/)
    .map(name => typeOfName(name)!)

test('vectors of every type: empty, null, appended, joined', () => {
  for (const type of everyType) {
    const empty = emptyVector(type, 10)
    assert.deepEqual([empty.type, empty.length], [type, 0])
    const nulls = nullVector(type, 3)
    assert.deepEqual([nulls.type, nulls.length, nulls.mayHoldNulls], [type, 3, true], String(type))
    for (let i = 0; i < 3; i++) assert.ok(nulls.isNullAt(i), `${type}`)
    empty.append(nulls)
    const joined = concatenate(type, [empty, nulls, emptyVector(type)])
    assert.deepEqual([joined.length, joined.isNullAt(5)], [6, true], String(type))
    assert.equal(nulls.length, 3)
  }
})

test('columns begin with zeros; text, UUID and INT128 with null', () => {
  const begins: readonly [string, string][] = [
    ['INT', '[0,0]'],
    ['BOOL', '[false,false]'],
    ['DATE', '[1970.01.01,1970.01.01]'],
    ['LONG', '[0,0]'],
    ['DECIMAL128(1)', '[0.0,0.0]'],
    ['STRING', '[,]'],
    ['SYMBOL', '[,]'],
    ['INT128', '[,]'],
    ['COMPLEX', '[0.0+0.0i,0.0+0.0i]'],
    ['INT[]', '[,]'],
    ['ANY', '(,)'],
  ]
  for (const [name, shown] of begins) assert.equal(display(defaultVector(typeOfName(name)!, 2)), shown, name)
  assert.equal(defaultVector(INT, 2).mayHoldNulls, false)
})

test('a list of values takes the type they have in common', () => {
  const lists: readonly [Value[], string, string][] = [
    [[int(1), double(2.5)], 'FAST DOUBLE VECTOR', '[1,2.5]'],
    [[int(1), NULL], 'FAST INT VECTOR', '[1,]'],
    [[string('a'), symbol('b')], 'STRING VECTOR', '["a","b"]'],
    [[symbol('a'), symbol('b')], 'FAST SYMBOL VECTOR', '["a","b"]'],
    [[int(1), string('a')], 'ANY VECTOR', '(1,"a")'],
    [[int(1), ints([2])], 'ANY VECTOR', '(1,[2])'],
    [[new Scalar(decimal32(2), 120), new Scalar(decimal32(2), 5)], 'FAST DECIMAL32 VECTOR', '[1.20,0.05]'],
    [[new Scalar(DURATION, { amount: 3, unit: 'd' }), NULL], 'DURATION VECTOR', '[3d,]'],
    [[], 'VOID VECTOR', '[]'],
  ]
  for (const [values, type, shown] of lists) {
    const vector = vectorOf(values)
    assert.deepEqual([typestr(vector), display(vector)], [type, shown])
  }
})

test('a scalar is repeated as a column, a vector must fit', () => {
  assert.equal(display(columnFrom(int(7), 3)), '[7,7,7]')
  const symbols = columnFrom(symbol('x'), 2)
  assert.ok(symbols instanceof SymbolVector)
  assert.equal(display(symbols), '["x","x"]')
  const given = ints([1, 2])
  assert.equal(columnFrom(given, 2), given)
  assert.throws(() => columnFrom(given, 3), /column of 3 rows is needed, but this one has 2/)
  assert.equal(filledVector(INT, 2, nullOf(INT)).mayHoldNulls, true)
  assert.equal(filledVector(INT, 2, 5).mayHoldNulls, false)
})

test('appending grows in place, whatever the type', () => {
  const texts = StringVector.of(['a'])
  texts.append(StringVector.of(['b']))
  assert.equal(display(texts), '["a","b"]')
  const row = vectorOf([int(1), int(2)])
  const rows = emptyVector(typeOfName('INT[]')!)
  rows.append(concatenate(rows.type, []))
  assert.deepEqual([rows.length, row.length], [0, 2])
})

type Rule = (a: DataType, b: DataType) => DataType | null

function checkPairs(rule: Rule, table: string): void {
  for (const row of table.trim().split('\n')) {
    const [a, b, expected] = row.trim().split(/ +/)
    const [x, y] = [typeOfName(a!)!, typeOfName(b!)!]
    const result = expected === '-' ? null : typeOfName(expected!)!
    assert.equal(rule(x, y), result, `${a} and ${b}`)
    assert.equal(rule(y, x), result, `${b} and ${a}`)
  }
}

test('types in a list widen, and never change kind', () => {
  checkPairs(
    commonType,
    `BOOL CHAR CHAR
     BOOL INT INT
     SHORT LONG LONG
     LONG FLOAT FLOAT
     FLOAT DOUBLE DOUBLE
     STRING SYMBOL STRING
     STRING BLOB BLOB
     VOID DATE DATE
     INT[] DOUBLE[] DOUBLE[]
     DATE INT -
     DATE TIMESTAMP -
     DECIMAL32(2) DECIMAL32(3) -
     DECIMAL32(2) INT -
     STRING INT -
     UUID INT128 -`,
  )
  assert.equal(commonTypeOf([]), VOID)
  assert.equal(commonTypeOf([INT, VOID, typeOfName('LONG')!]), typeOfName('LONG'))
  assert.equal(commonTypeOf([INT, STRING, INT]), null)
})

test('operands meet', () => {
  checkPairs(
    operandType,
    `INT DOUBLE DOUBLE
     DECIMAL32(2) DECIMAL32(3) DECIMAL32(3)
     DECIMAL32(2) DECIMAL64(1) DECIMAL64(2)
     DECIMAL32(2) INT DECIMAL32(2)
     DECIMAL32(2) DOUBLE DOUBLE
     DATE INT DATE
     DATE TIMESTAMP TIMESTAMP
     MONTH DATE DATE
     MINUTE NANOTIME NANOTIME
     TIME TIMESTAMP -
     COMPLEX INT COMPLEX
     STRING INT -
     DATE STRING -
     DECIMAL32(2) DATE -`,
  )
  assert.equal(finerTemporal(INT, INT), null)
})

test('what may be put into a column of another type', () => {
  const rows = `INT DOUBLE yes | INT STRING no | STRING INT yes | SYMBOL STRING yes | INT BOOL yes | INT VOID yes
    | DATE TIMESTAMP yes | DATE MONTH yes | TIMESTAMP TIME no | TIME TIMESTAMP yes | DATE INT yes | INT DATE yes
    | DECIMAL32(2) DOUBLE yes | INT[] DOUBLE yes | INT DOUBLE[] no | UUID INT no | COMPLEX DOUBLE yes | BOOL DATE no`
  for (const row of rows.split('|')) {
    const [target, source, verdict] = row.trim().split(' ')
    assert.equal(accepts(typeOfName(target!)!, typeOfName(source!)!), verdict === 'yes', row)
  }
  assert.ok(accepts(ANY, STRING) && accepts(SYMBOL, SYMBOL))
})
