import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Strings } from '../../src/kernels/column.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { likeStrings } from '../../src/kernels/strings/like.ts'
import {
  appendStrings,
  changeCase,
  compareStrings,
  dictionaryOf,
  gatherStrings,
  joinStrings,
} from '../../src/kernels/strings/text.ts'
import { seeded, stringsOf } from './random-columns.ts'

function textsOf({ bytes, offsets }: Strings): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, i) =>
    Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString(),
  )
}

function randomTexts(random: () => number, n: number, alphabet: string, longest: number): string[] {
  const letters = [...alphabet]
  const letter = () => letters[Math.floor(random() * letters.length)]!
  return Array.from({ length: n }, () =>
    Array.from({ length: Math.floor(random() * (longest + 1)) }, letter).join(''),
  )
}

// A part of a column: rows 2 … n − 3 over the whole's bytes.
const part = (texts: readonly string[]) => ({
  ...stringsOf(texts),
  offsets: stringsOf(texts).offsets.subarray(2, texts.length - 1),
})

test('patterns fit as the regular expression does', () => {
  const random = seeded(50)
  const texts = randomTexts(random, 300, 'abAé€😀', 6)
  const patterns = [
    '',
    '%',
    '%%',
    '?',
    '??%',
    'a%',
    '%b',
    '%ab%',
    'a%b',
    'é?',
    ...randomTexts(random, 200, 'ab%?é', 6),
  ]
  for (const pattern of patterns) {
    const source = pattern.replaceAll('%', '.*').replaceAll('?', '.')
    for (const ignoreCase of [false, true]) {
      const expression = new RegExp(`^${source}$`, ignoreCase ? 'sui' : 'su')
      const out = scratch('i8', texts.length)
      likeStrings(stringsOf(texts), new TextEncoder().encode(pattern), ignoreCase, out)
      const wrong = texts.findIndex((text, i) => Number(expression.test(text)) !== out[i])
      assert.ok(wrong < 0, `${texts[wrong]} like ${pattern}, ignoring case: ${ignoreCase}`)
    }
  }
})

test('strings gathered, joined, appended, compared and numbered', () => {
  const random = seeded(51)
  for (const longest of [3, 100]) {
    const texts = randomTexts(random, 60, 'abé', longest)
    const others = randomTexts(random, 60, 'abé', 2)
    const rows = Int32Array.from({ length: 90 }, () => Math.floor(random() * 61) - 1)
    assert.deepEqual(
      textsOf(gatherStrings(stringsOf(texts), rows)),
      Array.from(rows, row => texts[row] ?? ''),
    )
    const [a, b] = [part(texts), part(others)]
    const [partA, partB] = [texts.slice(2, -2), others.slice(2, -2)]
    assert.deepEqual(textsOf(joinStrings(a, b, a)), [...partA, ...partB, ...partA])
    assert.deepEqual(
      textsOf(appendStrings(a, b)),
      partA.map((text, i) => text + partB[i]),
    )
    const signs = scratch('i8', partA.length)
    compareStrings(a, b, signs)
    assert.deepEqual(
      [...signs],
      partA.map((text, i) => Buffer.compare(Buffer.from(text), Buffer.from(partB[i]!))),
    )
    const { codes, distinct } = dictionaryOf(a)
    assert.deepEqual(textsOf(distinct), [...new Set(partA)])
    assert.deepEqual(
      Array.from(codes, code => textsOf(distinct)[code]),
      partA,
    )
  }
})

test('letters change case, other bytes stay', () => {
  const texts = ['', 'aZ@[`{09 m', 'ABC']
  assert.deepEqual(
    textsOf(changeCase(stringsOf(texts), 'upper')!),
    texts.map(text => text.toUpperCase()),
  )
  assert.deepEqual(
    textsOf(changeCase(stringsOf(texts), 'lower')!),
    texts.map(text => text.toLowerCase()),
  )
  assert.equal(changeCase(stringsOf(['é']), 'upper'), null)
})
