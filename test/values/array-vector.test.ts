import assert from 'node:assert/strict'
import { test } from 'node:test'
import { display } from '../../src/values/format/format.ts'
import { ArrayVector } from '../../src/values/vectors/array-vector.ts'
import { scriptValue } from '../script-value.ts'

const rows = (script: string) => scriptValue(`array(INT[]).append!(${script})`) as ArrayVector

test('rows are appended to an array vector, a part of it and another one over the same memory, each by itself', () => {
  const whole = rows('[[1, 2], [3], [4, 5]]')
  const same = new ArrayVector(whole.offsets, whole.flat)
  const part = whole.view(1, 3)
  whole.append(rows('[[6]]'))
  whole.append(whole)
  part.append(rows('[[7, 8]]'))
  same.append(rows('[[9]]'))
  whole.append(rows('[[10]]'))
  assert.equal(display(whole), '[[1,2],[3],[4,5],[6],[1,2],[3],[4,5],[6],[10]]')
  assert.equal(display(part), '[[3],[4,5],[7,8]]')
  assert.equal(display(same), '[[1,2],[3],[4,5],[9]]')
})

test('appending row by row doesn’t copy all rows each time', () => {
  const all = rows('[[1, 2]]')
  const memory = new Set()
  for (let i = 0; i < 1000; i++) {
    all.append(rows('[[3]]'))
    memory.add(all.offsets.buffer)
  }
  assert.equal(all.length, 1001)
  assert.ok(memory.size < 20, `${memory.size} times`)
})
