import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Strings } from '../../src/kernels/column.ts'
import { scratch } from '../../src/kernels/storage.ts'
import {
  findInStrings,
  isAscii,
  lengthsOfStrings,
  padStrings,
  repeatStrings,
  sliceStrings,
  testEnd,
  trimStrings,
} from '../../src/kernels/strings/text-parts.ts'
import { seeded, stringsOf } from './random-columns.ts'

const textsOf = ({ bytes, offsets }: Strings) =>
  Array.from({ length: offsets.length - 1 }, (_, i) =>
    Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString(),
  )

const random = seeded(71)
const letters = [...'ab \t.']
const all = Array.from({ length: 400 }, () =>
  Array.from(
    { length: Math.floor(random() * 9) },
    () => letters[Math.floor(random() * letters.length)]!,
  ).join(''),
)
// A part of a column: the rows before and behind it must not matter.
const texts = all.slice(3, -4)
const strings: Strings = { ...stringsOf(all), offsets: stringsOf(all).offsets.subarray(3, all.length - 3) }
const bytesOf = (text: string) => new TextEncoder().encode(text)

test('slices, counted from the beginning and from the end', () => {
  for (const length of [0, 1, 3, 2 ** 31 - 1]) {
    for (const from of [0, 1, 4, 20]) {
      assert.deepEqual(
        textsOf(sliceStrings(strings, from, length)),
        texts.map(text => text.slice(from, from + length)),
      )
    }
    for (const from of [1, 4, 20]) {
      assert.deepEqual(
        textsOf(sliceStrings(strings, -from, length)),
        texts.map(text => text.slice(-from).slice(0, length)),
      )
    }
  }
})

test('blanks at either end', () => {
  const trimmed = (side: 'both' | 'left' | 'right', white: boolean) =>
    textsOf(trimStrings(strings, side, white))
  assert.deepEqual(
    trimmed('both', true),
    texts.map(text => text.trim()),
  )
  assert.deepEqual(
    trimmed('left', true),
    texts.map(text => text.trimStart()),
  )
  assert.deepEqual(
    trimmed('right', false),
    texts.map(text => text.replace(/ +$/, '')),
  )
})

test('lengths, places and ends', () => {
  const numbers = scratch('i32', texts.length)
  lengthsOfStrings(strings, numbers)
  assert.deepEqual(
    [...numbers],
    texts.map(text => text.length),
  )
  for (const part of ['', 'a', 'ab', ' .', 'aaaaaaaaaaaa']) {
    findInStrings(strings, bytesOf(part), numbers)
    assert.deepEqual(
      [...numbers],
      texts.map(text => text.indexOf(part)),
    )
    const flags = scratch('i8', texts.length)
    testEnd(strings, bytesOf(part), 'left', flags)
    assert.deepEqual(
      [...flags],
      texts.map(text => Number(text.startsWith(part))),
    )
    testEnd(strings, bytesOf(part), 'right', flags)
    assert.deepEqual(
      [...flags],
      texts.map(text => Number(text.endsWith(part))),
    )
  }
})

test('padding and repetition', () => {
  for (const pattern of ['x', 'xyz', '']) {
    assert.deepEqual(
      textsOf(padStrings(strings, 5, bytesOf(pattern), 'left')),
      texts.map(text => text.slice(0, 5).padStart(5, pattern)),
    )
    assert.deepEqual(
      textsOf(padStrings(strings, 5, bytesOf(pattern), 'right')),
      texts.map(text => text.slice(0, 5).padEnd(5, pattern)),
    )
  }
  for (const times of [0, 1, 3]) {
    assert.deepEqual(
      textsOf(repeatStrings(strings, times)),
      texts.map(text => text.repeat(times)),
    )
  }
})

test('ASCII is told of the rows alone', () => {
  const mixed = stringsOf(['é', 'abc', 'é'])
  assert.equal(isAscii(mixed), false)
  assert.equal(isAscii({ ...mixed, offsets: mixed.offsets.subarray(1, 3) }), true)
})
