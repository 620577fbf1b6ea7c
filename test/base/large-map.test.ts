import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LargeMap } from '../../src/base/large-map.ts'

test('a map of several maps is one in order of insertion', () => {
  const map = new LargeMap<number, string>(3)
  const plain = new Map<number, string>()
  const both = [map, plain] as const
  for (const key of [5, 1, 4, 2, 8, 1, 7, 5]) for (const each of both) each.set(key, `${key} of ${each.size}`)
  for (const key of [4, 9, 7]) assert.equal(map.delete(key), plain.delete(key))
  for (const each of both) each.set(9, 'nine').set(10, 'ten').set(11, 'eleven')
  assert.deepEqual([...map.keys()], [...plain.keys()])
  assert.deepEqual([...map.values()], [...plain.values()])
  assert.equal(map.size, plain.size)
  assert.deepEqual(
    [map.get(1), map.get(11), map.get(4), map.has(4)],
    [plain.get(1), 'eleven', undefined, false],
  )
  map.clear()
  assert.deepEqual([map.size, [...map.keys()]], [0, []])
})
