import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareRaws, compareScalars, compareTexts } from '../../src/values/compare.ts'
import {
  COMPLEX,
  DATE,
  type DataType,
  DOUBLE,
  decimal32,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  UUID,
} from '../../src/values/data-type.ts'
import { equal } from '../../src/values/equal.ts'
import { Code } from '../../src/values/forms/code.ts'
import { Dictionary } from '../../src/values/forms/dictionary.ts'
import { Matrix } from '../../src/values/forms/matrix.ts'
import { Pair } from '../../src/values/forms/pair.ts'
import { double, int, NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import { SetValue } from '../../src/values/forms/set.ts'
import { Table } from '../../src/values/forms/table.ts'
import { nullOf, type Raw } from '../../src/values/null.ts'
import type { Value } from '../../src/values/value.ts'
import { arrayVectorOf, vectorOfRaws } from '../../src/values/vectors/build.ts'
import { doubles, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'

const dictionaryOf = (...entries: [Raw, Value][]) => {
  const made = new Dictionary(STRING, INT)
  for (const [key, value] of entries) made.set(key, value)
  return made
}
const texts = (...items: string[]) => StringVector.of(items)
const code = (start: number, name: string) =>
  new Code({ kind: 'name', span: { start, end: start + 1 }, name, qualifiers: [] })

// Each is made twice; it must equal its twin, and none of the others.
const distinct: readonly (() => Value)[] = [
  () => int(2),
  () => double(2),
  () => new Scalar(LONG, 2n),
  () => new Scalar(INT, nullOf(INT)),
  () => NULL,
  () => string('2'),
  () => double(Number.NaN),
  () => new Scalar(COMPLEX, { x: 1, y: 2 }),
  () => new Scalar(decimal32(2), 200),
  () => new Scalar(decimal32(3), 2000),
  () => ints([1, 2]),
  () => ints([1, 2, 3]),
  () => doubles([1, Number.NaN]),
  () => vectorOfRaws(COMPLEX, [{ x: 1, y: 2 }]),
  () => vectorOfRaws(UUID, [1n, 2n ** 100n]),
  () => texts('a', 'b'),
  () => SymbolVector.of(['a', 'b']),
  () => new Tuple([int(1), int(2)]),
  () => new Tuple([int(1), texts('x')]),
  () => arrayVectorOf(INT, [ints([1, 2]), ints([3])]),
  () => arrayVectorOf(INT, [ints([1]), ints([2, 3])]),
  () => new Pair(INT, 1, 2),
  () => new Matrix(ints([1, 2]), 1, 2),
  () => new Matrix(ints([1, 2]), 2, 1),
  () => new Matrix(ints([1, 2]), 2, 1, texts('a', 'b')),
  () => new SetValue(INT, [1, 2]),
  () => dictionaryOf(['a', int(1)]),
  () => dictionaryOf(['a', int(2)]),
  () => new Table(['a'], [ints([1])]),
  () => new Table(['b'], [ints([1])]),
  () => code(3, 'x'),
  () => code(3, 'y'),
]

test('a value equals what is alike in form, type and content, and nothing else', () => {
  for (const [i, make] of distinct.entries()) {
    for (const [j, other] of distinct.entries())
      assert.equal(equal(make(), other()), i === j, `${i} and ${j}`)
  }
})

test('order of insertion and places in the source make no difference', () => {
  assert.ok(equal(new SetValue(INT, [2, 1]), new SetValue(INT, [1, 2])))
  assert.ok(equal(dictionaryOf(['a', int(1)], ['b', int(2)]), dictionaryOf(['b', int(2)], ['a', int(1)])))
  assert.ok(equal(code(3, 'x'), code(9, 'x')))
})

test('floats may differ by a tolerance, nulls may not', () => {
  assert.ok(equal(double(1.1), double(1.2), 1))
  assert.ok(equal(doubles([1.1, 2]), doubles([1.2, 2.05]), 0.11))
  assert.ok(!equal(doubles([1.1]), doubles([1.3]), 0.11))
  assert.ok(!equal(double(nullOf(DOUBLE) as number), double(0), Number.MAX_VALUE))
  assert.ok(equal(double(0), double(-0)))
})

test('null sorts first, even before −∞, and NaN last', () => {
  const ascending: readonly [DataType, Raw[]][] = [
    [DOUBLE, [nullOf(DOUBLE), -Infinity, -1.5, 0, 2, Infinity, Number.NaN]],
    [INT, [nullOf(INT), -5, 0, 7]],
    [UUID, [0n, 1n, 2n ** 127n]],
    [STRING, ['', 'A', 'a', 'aa', 'b', 'ä', '\uffee', '😀']],
    [COMPLEX, [nullOf(COMPLEX), { x: 1, y: 2 }, { x: 1, y: 3 }, { x: 2, y: 0 }]],
  ]
  for (const [type, raws] of ascending) {
    for (let i = 0; i < raws.length; i++) {
      for (let j = 0; j < raws.length; j++) {
        assert.equal(Math.sign(compareRaws(type, raws[i]!, raws[j]!)), Math.sign(i - j), `${type} ${i} ${j}`)
      }
    }
  }
  assert.ok(compareTexts('a\uffee', 'a😀') < 0, 'by bytes of UTF-8, not by units of UTF-16')
})

test('scalars of different types compare in the one they have in common', () => {
  assert.ok(compareScalars(int(2), double(1.5)) > 0)
  assert.equal(compareScalars(int(2), new Scalar(decimal32(2), 200)), 0)
  assert.ok(compareScalars(new Scalar(DATE, 1), new Scalar(TIMESTAMP, 86400001n)) < 0)
  assert.ok(compareScalars(NULL, int(-100)) < 0)
  assert.throws(() => compareScalars(int(1), string('1')), /Can't compare INT with STRING/)
})
