import assert from 'node:assert/strict'
import { test } from 'node:test'
import { castVector } from '../../src/values/cast/vector.ts'
import {
  ANY,
  COMPLEX,
  DURATION,
  decimal128,
  FLOAT,
  HANDLE,
  INT,
  IOTANY,
  LONG,
  STRING,
  UUID,
} from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { typestr } from '../../src/values/format/typestr.ts'
import { Code } from '../../src/values/forms/code.ts'
import { Dictionary } from '../../src/values/forms/dictionary.ts'
import { ForeignFunction, ForeignObject, ForeignTable } from '../../src/values/forms/foreign.ts'
import { Matrix } from '../../src/values/forms/matrix.ts'
import { Pair } from '../../src/values/forms/pair.ts'
import { int, NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import { SetValue } from '../../src/values/forms/set.ts'
import { Table } from '../../src/values/forms/table.ts'
import { own } from '../../src/values/ownership.ts'
import { fromTransferable, fromTransferableFinding, toTransferable } from '../../src/values/transfer.ts'
import type { Value } from '../../src/values/value.ts'
import { arrayVectorOf, vectorOfRaws } from '../../src/values/vectors/build.ts'
import { doubles, type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'

const sent = (value: Value) => fromTransferable(structuredClone(toTransferable(value)))
const words = (n: number) => Array.from({ length: n }, (_, i) => (i % 5 ? `wörd${i}` : ''))

const dictionary = new Dictionary(STRING, ANY, true)
dictionary.set('a', ints([1, 2]))
dictionary.set('b', new Table(['x'], [doubles([1.5])]))

const values: readonly Value[] = [
  int(3),
  NULL,
  new Scalar(LONG, 2n ** 62n),
  new Scalar(decimal128(5), -(10n ** 30n)),
  new Scalar(COMPLEX, { x: 1, y: -2 }),
  new Scalar(DURATION, { amount: 3, unit: 'd' }),
  new Pair(INT, 1, 2),
  ints([1, -2147483648, 3]),
  vectorOfRaws(FLOAT, [1.5]),
  vectorOfRaws(UUID, [5n, 0n, 2n ** 127n]),
  StringVector.of(words(3)),
  StringVector.of(words(200)),
  SymbolVector.of(words(40)),
  new Tuple([int(1), string('a'), ints([2, 3])]),
  castVector(new Tuple([int(1), string('a'), NULL, int(2)]), IOTANY),
  castVector(new Tuple([int(1), string('a'), NULL, int(2)]), IOTANY).view(1, 3),
  arrayVectorOf(INT, [ints([1, 2]), ints([]), ints([3])]),
  new Matrix(doubles([1, 2, 3, 4]), 2, 2, null, StringVector.of(['p', 'q'])),
  new SetValue(STRING, ['x', 'y']),
  dictionary,
  new Table(['id', 'name'], [ints([1, 2]), StringVector.of(['a', 'b'])]),
  new ForeignFunction('f', 'def f(x){return x}'),
  new ForeignObject(HANDLE, 'Conn[localhost]'),
  new ForeignTable(['x'], [INT], 'SEGMENTED DFS TABLE'),
]

for (const value of values) {
  test(`${typestr(value)} arrives as it left`, () => {
    const arrived = sent(value)
    assert.equal(arrived.constructor, value.constructor)
    assert.equal(typestr(arrived), typestr(value))
    assert.equal(display(arrived), display(value))
  })
}

test('columns are shared, and a change on either side copies first', () => {
  const here = ints([1, 2, 3])
  const there = sent(here) as FixedVector
  here.data[2] = 4
  assert.equal(there.data[2], 4, 'one memory')
  here.data[2] = 3
  const changed = own(there)
  changed.setRaw(0, 9)
  own(here).setRaw(1, 7)
  assert.equal(display(here), '[1,2,3]')
  assert.equal(display(changed), '[9,2,3]')
  const text = StringVector.of(words(100))
  const bytes = text.utf8().bytes
  bytes[0] = 88
  assert.equal((sent(text) as StringVector).utf8().bytes[0], 88)
})

test('columns that shared a symbol base share one again', () => {
  const base = new SymbolBase()
  const table = new Table(['a', 'b'], [SymbolVector.of(['x', 'y'], base), SymbolVector.of(['y', 'z'], base)])
  const [a, b] = (sent(table) as Table).columns as SymbolVector[]
  assert.equal(a!.base, b!.base)
  assert.equal(a!.base.find('z'), 3)
  assert.equal(a!.base.encode('new'), 4)
})

test('a column takes no more than its own strings along', () => {
  const base = new SymbolBase()
  for (let i = 0; i < 10000; i++) base.encode(`s${i}`)
  const arrived = sent(SymbolVector.of(['s9999', '', 's5'], base)) as SymbolVector
  assert.equal(arrived.base.size, 3)
  assert.equal(display(arrived), '["s9999",,"s5"]')
})

test('what a table is stays known', () => {
  const table = new Table(['k'], [ints([1])])
  table.kind = 'keyed'
  table.keyColumns = ['k']
  table.sharedName = 'st'
  const arrived = sent(table) as Table
  assert.deepEqual([arrived.kind, arrived.keyColumns, arrived.sharedName], ['keyed', ['k'], 'st'])
})

test('functions are found by name, metacode comes as its tree', () => {
  const known = new ForeignFunction('sum', 'sum')
  const find = (name: string) => (name === 'sum' ? known : undefined)
  const arrived = fromTransferableFinding(structuredClone(toTransferable(new Tuple([known]))), find) as Tuple
  assert.equal(arrived.items[0], known)
  const code = new Code({ kind: 'name', span: { start: 0, end: 1 }, name: 'x', qualifiers: [] })
  assert.deepEqual((sent(code) as Code).node, code.node)
})
