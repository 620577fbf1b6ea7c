import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fieldsOfUnion, unionOfFields } from '../../src/storage/segments/union-fields.ts'
import { unionOf } from '../../src/values/cast/union.ts'
import { BOOL, CHAR, FLOAT, LONG, SHORT, SYMBOL } from '../../src/values/data-type.ts'
import { equal } from '../../src/values/equal.ts'
import { double, int, NULL, Scalar, string } from '../../src/values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import { Tuple } from '../../src/values/vectors/tuple.ts'
import type { UnionVector } from '../../src/values/vectors/union-vector.ts'

const element = fc.constantFrom(
  NULL,
  int(1),
  int(-2),
  double(2.5),
  string('on'),
  string('wörd'),
  new Scalar(SYMBOL, 'low'),
  new Scalar(BOOL, 1),
  new Scalar(CHAR, 99),
  new Scalar(SHORT, -7),
  new Scalar(LONG, -(2n ** 62n)),
  new Scalar(FLOAT, 1.5),
)
const elements = fc.array(element, { maxLength: 8 })
const place = fc.nat(20)

type Step = (column: UnionVector, mirror: Scalar[]) => readonly [UnionVector, Scalar[]]

const columnOf = (items: readonly Scalar[]) => unionOf(new Tuple([...items]))

/** What may happen to a column, and the same to an array of its elements. */
const step: fc.Arbitrary<Step> = fc.oneof(
  elements.map(
    (items): Step =>
      (column, mirror) => {
        column.append(columnOf(items))
        return [column, [...mirror, ...items]]
      },
  ),
  fc.tuple(elements, place, place).map(
    ([items, a, b]): Step =>
      (column, mirror) => {
        const [from, to] = [a, b].map(each => Math.min(each, items.length)).sort((x, y) => x - y) as [
          number,
          number,
        ]
        column.append(columnOf(items).view(from, to))
        return [column, [...mirror, ...items.slice(from, to)]]
      },
  ),
  fc.tuple(place, element).map(
    ([at, item]): Step =>
      (column, mirror) => {
        if (at >= mirror.length) return [column, mirror]
        column.set(at, item)
        return [column, mirror.with(at, item)]
      },
  ),
  fc.array(fc.integer({ min: -1, max: 20 }), { maxLength: 10 }).map(
    (indices): Step =>
      (column, mirror) => [
        column.gather(Int32Array.from(indices)),
        indices.map(index => mirror[index] ?? NULL),
      ],
  ),
  fc.tuple(place, place).map(
    ([a, b]): Step =>
      (column, mirror) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        return [column.slice(from, to), Array.from({ length: to - from }, (_, i) => mirror[from + i] ?? NULL)]
      },
  ),
  fc.tuple(place, place).map(
    ([a, b]): Step =>
      (column, mirror) => {
        const [from, to] = [a, b].map(each => Math.min(each, mirror.length)).sort((x, y) => x - y) as [
          number,
          number,
        ]
        column.keep(from, to)
        return [column, mirror.slice(from, to)]
      },
  ),
  fc.constant<Step>((column, mirror) => [column.clone(), mirror]),
  fc.constant<Step>((column, mirror) => [column.compacted(), mirror]),
  fc.constant<Step>((column, mirror) => [unionOfFields(fieldsOfUnion(column)), mirror]),
  fc.constant<Step>((column, mirror) => {
    const sent = fromTransferable(structuredClone(toTransferable(column))) as UnionVector
    return [sent.clone(), mirror]
  }),
  fc.constant<Step>((column, mirror) => {
    // What happens to a copy doesn't happen to the column.
    const copy = column.clone()
    copy.append(columnOf([int(5), string('more')]))
    if (copy.length > 0) copy.set(0, int(77))
    return [column, mirror]
  }),
)

test('whatever happens to a column of IOTANY, it has the elements that an array would have', () => {
  fc.assert(
    fc.property(elements, fc.array(step, { maxLength: 12 }), (first, steps) => {
      let [column, mirror]: readonly [UnionVector, Scalar[]] = [columnOf(first), first]
      for (const each of steps) {
        ;[column, mirror] = each(column, mirror)
        assert.equal(column.length, mirror.length)
        mirror.forEach((item, i) => {
          assert.ok(equal(column.get(i), item), `${i}`)
          assert.equal(column.isNullAt(i), item.isNull)
        })
        assert.equal(column.items.length, mirror.length)
      }
    }),
    { numRuns: 1000, seed: 1 },
  )
})
