import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyColumn } from '../../src/kernels/column.ts'
import { findRows, isAmong } from '../../src/kernels/order/find.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { columnOf, seeded } from './random-columns.ts'
import { keyKinds, randomKey } from './random-keys.ts'

test('every row is found where it is first', () => {
  const random = seeded(30)
  for (const kind of keyKinds) {
    for (const [rows, others] of [
      [0, 5],
      [5, 0],
      [40, 1],
      [60, 30],
      [300, 200],
    ] as const) {
      const [sought, among] = [randomKey(random, kind, rows), randomKey(random, kind, others)]
      const texts = among.items.map(String)
      const expected = sought.items.map(item => texts.indexOf(String(item)))
      const columns = [sought, among].map(({ column }) => ({ ...column, nulls: true }) as KeyColumn)
      assert.deepEqual(
        [...findRows(columns[0]!, columns[1]!)],
        expected,
        `${kind}: ${sought.items} in ${among.items}`,
      )
      const flags = scratch('i8', rows)
      isAmong(columns[0]!, columns[1]!, flags)
      assert.deepEqual(
        [...flags],
        expected.map(row => Number(row >= 0)),
      )
    }
  }
})

test('values beyond the range of those looked through', () => {
  const among = columnOf('i32', [5, 3, 2 ** 31 - 1, 2 ** 31 - 2, 5])
  const sought = columnOf('i32', [-(2 ** 31) + 1, 5, 2 ** 31 - 1, 0, 2])
  assert.deepEqual([...findRows(sought, among)], [-1, 0, 2, -1, -1])
  const longs = columnOf('i64', [2n ** 40n + 1n, 2n ** 40n - 1n, null])
  const others = [1n, 2n ** 40n + 1n, 2n ** 40n - 1n, 2n ** 41n + 1n, null, 2n ** 40n, -1n, 2n ** 63n - 1n]
  assert.deepEqual([...findRows(columnOf('i64', others), longs)], [-1, 0, 1, -1, 2, -1, -1, -1])
})
