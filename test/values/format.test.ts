import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expression } from '../../grammar/tree/ast.ts'
import { convert } from '../../src/values/cast/cast.ts'
import {
  ANY,
  BOOL,
  CHAR,
  COMPLEX,
  DATE,
  type DataType,
  DOUBLE,
  decimal32,
  FLOAT,
  INT,
  LONG,
  MINUTE,
  POINT,
  STRING,
  SYMBOL,
  typeOfName,
  UUID,
} from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { consoleLimits } from '../../src/values/format/limits.ts'
import { typestr } from '../../src/values/format/typestr.ts'
import { Code } from '../../src/values/forms/code.ts'
import { Dictionary } from '../../src/values/forms/dictionary.ts'
import { Matrix } from '../../src/values/forms/matrix.ts'
import { Pair } from '../../src/values/forms/pair.ts'
import { bool, double, int, NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import { SetValue } from '../../src/values/forms/set.ts'
import { Table } from '../../src/values/forms/table.ts'
import { literalValue, seriesValue } from '../../src/values/literal.ts'
import { nullOf, type Raw } from '../../src/values/null.ts'
import type { Value } from '../../src/values/value.ts'
import { arrayVectorOf, vectorOf, vectorOfRaws } from '../../src/values/vectors/build.ts'
import { doubles, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'

const missing = (type: DataType) => new Scalar(type, nullOf(type))
const nullInt = nullOf(INT) as number
const nullDouble = nullOf(DOUBLE) as number
const texts = (...items: string[]) => StringVector.of(items)
const column = (type: DataType, ...items: string[]) => convert(texts(...items), type)
const tuple = (...items: Value[]) => new Tuple(items)

function dictionary(keys: DataType, values: DataType, ...entries: [Raw, Value][]): Dictionary {
  const made = new Dictionary(keys, values, true)
  for (const [key, value] of entries) made.set(key, value)
  return made
}

const span = { start: 0, end: 0 }
const sum: Expression = {
  kind: 'binary',
  span,
  operator: '+',
  left: { kind: 'name', span, name: 'a', qualifiers: [] },
  right: { kind: 'literal', span, literal: 'int', text: '1' },
}

const printed: readonly [string, Value][] = [
  // Scalars.
  ['3', int(3)],
  ['2', double(2)],
  ['0.333333', double(1 / 3)],
  ['0.3', double(0.1 + 0.2)],
  ['-0.5', double(-0.5)],
  ['0', double(0)],
  ['999999.5', double(999999.5)],
  ['1.0E6', double(1000000)],
  ['6.02098E6', double(6020980)],
  ['-1.5E10', double(-1.5e10)],
  ['3.045996E-8', double(3.045996e-8)],
  ['1.0E-6', double(0.000001)],
  ['0.000002', double(0.000002)],
  ['∞', double(Number.POSITIVE_INFINITY)],
  ['-∞', double(Number.NEGATIVE_INFINITY)],
  ['NaN', double(Number.NaN)],
  ['2.1', new Scalar(FLOAT, Math.fround(2.1))],
  ['hello', string('hello')],
  ['', string('')],
  ['true', bool(true)],
  ["'c'", new Scalar(CHAR, 99)],
  ['10', new Scalar(CHAR, 10)],
  ['00i', missing(INT)],
  ['00F', missing(DOUBLE)],
  ['00d', missing(DATE)],
  ['00b', missing(BOOL)],
  ['NULL', NULL],
  ['1.230', new Scalar(decimal32(3), 1230)],
  ['-0.005', new Scalar(decimal32(3), -5)],
  ['2.0+5.0i', new Scalar(COMPLEX, { x: 2, y: 5 })],
  ['2.3-4.0i', new Scalar(COMPLEX, { x: 2.3, y: -4 })],
  ['(117.60972, 24.118418)', new Scalar(POINT, { x: 117.60972, y: 24.118418 })],
  ['00000000-0000-0000-0000-000000000000', missing(UUID)],
  // Vectors.
  ['[1,,3]', ints([1, nullInt, 3])],
  ['[,1]', doubles([nullDouble, 1])],
  ['[00F]', doubles([nullDouble])],
  ['[]', ints([])],
  ['[0.5,1,1.5]', doubles([0.5, 1, 1.5])],
  ['["a","b"]', texts('a', 'b')],
  ['["Adhe",,"1\\"yi"]', texts('Adhe', '', '1"yi')],
  ['["IBM","MS"]', column(SYMBOL, 'IBM', 'MS')],
  ["['a',10]", vectorOfRaws(CHAR, [97, 10])],
  ['[true,false]', vectorOfRaws(BOOL, [1, 0])],
  ['[2012.06.13,]', column(DATE, '2012.06.13', '')],
  ['[1.2300,3.0000]', column(decimal32(4), '1.23', '3')],
  // Tuples and array vectors.
  ['([1,2,3],["IBM"],2.5)', tuple(ints([1, 2, 3]), texts('IBM'), double(2.5))],
  ['("X",\'c\',,2012.06.13)', tuple(string('X'), new Scalar(CHAR, 99), NULL, new Scalar(DATE, 15504))],
  ['(("a",2),[3])', tuple(tuple(string('a'), int(2)), ints([3]))],
  ['([3,6])', tuple(ints([3, 6]))],
  ['()', tuple()],
  ['[[1,2,3],[4,00i],]', arrayVectorOf(INT, [ints([1, 2, 3]), ints([4, nullInt]), ints([])])],
  // Pairs and sets.
  ['3 : 6', new Pair(INT, 3, 6)],
  ['"Hello" : "World"', new Pair(STRING, 'Hello', 'World')],
  ['00i : 4', new Pair(INT, nullInt, 4)],
  ['set(4,3,5)', new SetValue(INT, [4, 3, 5, 4])],
  ['set("a","b")', new SetValue(STRING, ['a', 'b'])],
  ['set()', new SetValue(INT)],
  // Dictionaries.
  ['1->4.5\n6->7.8', dictionary(INT, DOUBLE, [1, double(4.5)], [6, double(7.8)])],
  [
    'key2->A1\nkey4->[1,2]\nempty->\nat->2012.06.13',
    dictionary(
      STRING,
      ANY,
      ['key2', string('A1')],
      ['key4', ints([1, 2])],
      ['empty', NULL],
      ['at', new Scalar(DATE, 15504)],
    ),
  ],
  [
    'tag1->\n    val1->2\n    val2->6\n\ntag2->\n    val3->3',
    dictionary(
      STRING,
      ANY,
      ['tag1', dictionary(STRING, INT, ['val1', int(2)], ['val2', int(6)])],
      ['tag2', dictionary(STRING, INT, ['val3', int(3)])],
    ),
  ],
  [
    'colDefs->\nname typeInt\n---- -------\nx    4\n\nrows->1',
    dictionary(
      STRING,
      ANY,
      ['colDefs', new Table(['name', 'typeInt'], [texts('x'), ints([4])])],
      ['rows', int(1)],
    ),
  ],
  // Metacode.
  ['< a + 1 >', new Code(sum)],
  // Matrices.
  ['#0 #1\n-- --\n1  4\n2  5\n3', new Matrix(ints([1, 2, 3, 4, 5, nullInt]), 3, 2)],
  [
    '       A   B\n       --- ---\n09:34m|2   4.5\n09:35m|1.5',
    new Matrix(
      doubles([2, 1.5, 4.5, nullDouble]),
      2,
      2,
      column(MINUTE, '09:34', '09:35') as never,
      texts('A  ', 'B  '),
    ),
  ],
  // Tables.
  [
    'id  x\n--- -----\nXOM 102.1\nGS\n    7',
    new Table(['id', 'x'], [texts('XOM', 'GS', ''), doubles([102.1, nullDouble, 7])]),
  ],
  ['sym price\n--- -----', new Table(['sym', 'price'], [texts(), doubles([])])],
  [
    'c any\n- -------\na [1,2]\n  ("a",1)',
    new Table(
      ['c', 'any'],
      [vectorOfRaws(CHAR, [97, -128]), tuple(ints([1, 2]), tuple(string('a'), int(1)))],
    ),
  ],
  ['名   n\n---- -\n交易 1', new Table(['名', 'n'], [texts('交易'), ints([1])])],
]

for (const [expected, value] of printed) {
  test(`prints ${JSON.stringify(expected)}`, () => assert.equal(display(value), expected))
}

test('the console shows the beginning of what is long', () => {
  const thirty = Array.from({ length: 30 }, (_, i) => i)
  const long = ints([...thirty, 30, 31])
  assert.equal(display(long, consoleLimits), `[${thirty.join(',')}...]`)
  assert.equal(display(ints(thirty), consoleLimits), `[${thirty.join(',')}]`)
  assert.equal(display(new SetValue(INT, [...thirty, 99]), consoleLimits), `set(${thirty.join(',')}...)`)
  const lines = display(new Table(['x'], [long]), consoleLimits).split('\n')
  assert.equal(lines.length, 33)
  assert.deepEqual(lines.slice(-2), ['29', '...'])
  const many = dictionary(INT, INT, ...[...thirty, 30].map((i): [Raw, Value] => [i, int(i)]))
  assert.equal(display(many, consoleLimits).split('\n').at(-1), '...')
})

test('columns that find no room in the console are left out', () => {
  const names = Array.from({ length: 40 }, (_, i) => `column${i}`)
  const wide = new Table(
    names,
    names.map(() => ints([1])),
  )
  const lines = display(wide, consoleLimits).split('\n')
  assert.match(lines[0]!, /^column0 column1 .* \.\.\.$/)
  assert.match(lines[1]!, /-------- ---$/)
  assert.ok(lines.every(line => line.length <= 124))
  assert.equal(display(wide).split('\n')[0]!.split(' ').length, 40)
  const essay = new Table(['a', 'b'], [texts('x'.repeat(500)), ints([1])])
  assert.match(display(essay, consoleLimits).split('\n')[2]!, /^x{62}\.\.\. 1$/)
})

test('typestr names type and form', () => {
  const names: readonly [string, Value][] = [
    ['INT', int(1)],
    ['VOID', NULL],
    ['DECIMAL32', new Scalar(decimal32(2), 1)],
    ['FAST INT VECTOR', ints([1])],
    ['STRING VECTOR', texts('a')],
    ['FAST SYMBOL VECTOR', column(SYMBOL, 'a')],
    ['FAST DECIMAL32 VECTOR', column(decimal32(2), '1')],
    ['FAST INT[] VECTOR', arrayVectorOf(INT, [ints([1])])],
    ['ANY VECTOR', tuple(int(1))],
    ['FAST DOUBLE MATRIX', new Matrix(doubles([1]), 1, 1)],
    ['INT PAIR', new Pair(INT, 1, 2)],
    ['LONG SET', new SetValue(LONG)],
    ['STRING->INT DICTIONARY', new Dictionary(STRING, INT)],
    ['STRING->ANY DICTIONARY', new Dictionary(STRING, ANY)],
    ['IN-MEMORY TABLE', new Table([], [])],
  ]
  for (const [expected, value] of names) assert.equal(typestr(value), expected)
})

test('literals', () => {
  const rows = `int 21 INT 21 | int 2147483648 LONG 2147483648 | long 22l LONG 22
    | long 9223372036854775808l LONG 9223372036854775807 | int -7 INT -7 | short 122h SHORT 122 | char 97c CHAR 'a'
    | char -128c CHAR 00c | char a CHAR 'a' | char 7 CHAR '7' | float 3f FLOAT 3 | double 3F DOUBLE 3
    | double .5 DOUBLE 0.5 | double 1e3 DOUBLE 1000 | double 3. DOUBLE 3 | decimal 3.140P DECIMAL64 3.140
    | decimal -3P DECIMAL64 -3 | hexadecimal 0x1F INT 31 | complex 2.3+4.0i COMPLEX 2.3+4.0i
    | complex -2.3-4.5i COMPLEX -2.3-4.5i | typedNull 00i INT 00i | typedNull 00F DOUBLE 00F
    | typedNull 00T TIMESTAMP 00T | date 2012.6.3 DATE 2012.06.03 | month 2012.06M MONTH 2012.06M
    | time 13:30:10.008 TIME 13:30:10.008 | time 1:30:10.5 TIME 01:30:10.500 | minute 13:30m MINUTE 13:30m
    | second 13:30:10 SECOND 13:30:10 | datehour 2012.06.13T13 DATEHOUR 2012.06.13T13
    | nanotime 13:30:10.008007006 NANOTIME 13:30:10.008007006 | duration 3d DURATION 3d | duration 10ms DURATION 10ms
    | duration 2XNYS DURATION 2XNYS | bool true BOOL true | bool 0b BOOL false | void NULL VOID NULL
    | string hello STRING hello | symbol IBM STRING IBM`
  for (const row of rows.split('|')) {
    const [literal, text, type, shown] = row.trim().split(' ')
    const value = literalValue({ literal: literal as never, text: text! })
    assert.deepEqual([typestr(value), display(value)], [type, shown], text)
  }
  const at = literalValue({ literal: 'nanotimestamp', text: '2012.06.13 13:30:10.008007006' })
  assert.equal(display(at), '2012.06.13T13:30:10.008007006')
  assert.throws(() => literalValue({ literal: 'date', text: '2012.02.30' }), /Invalid DATE: 2012\.02\.30/)
})

test('series take the widest type, or make a tuple', () => {
  const rows = `int:1 int:2 = [1,2] FAST INT VECTOR | int:10 double:2.5 = [10,2.5] FAST DOUBLE VECTOR
    | int:3 void:NULL long:6l = [3,,6] FAST LONG VECTOR | symbol:A symbol:B = ["A","B"] STRING VECTOR
    | int:3 date:2012.02.03 symbol:GOOG = (3,2012.02.03,"GOOG") ANY VECTOR | int:1 char:a = (1,'a') ANY VECTOR
    | char:a char:b = ['a','b'] FAST CHAR VECTOR | decimal:1.2P decimal:1.23P = (1.2,1.23) ANY VECTOR
    | bool:true int:5 = [1,5] FAST INT VECTOR | void:NULL void:NULL = [,] VOID VECTOR`
  for (const row of rows.split('|')) {
    const [written, result] = row.trim().split(' = ')
    const items = written!.split(' ').map(item => {
      const [literal, text] = item.split(':')
      return { kind: 'literal', span: { start: 0, end: 0 }, literal: literal as never, text: text! } as const
    })
    const value = seriesValue({ items })
    assert.equal(`${display(value)} ${typestr(value)}`, result)
  }
  const rows2 = vectorOf([ints([1]), ints([2])])
  assert.equal(typestr(rows2), 'ANY VECTOR')
  assert.equal(typeOfName('int'), INT)
})
