import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deserialize } from 'node:v8'
import { parse } from '../../grammar/parser.ts'
import { readAhead } from '../../src/engine/jobs/read-ahead.ts'

test('a script is read as its worker would read it', () => {
  for (const text of [
    '1+1',
    'x = 1..10\nselect sum(x) from table(x) where x > 3',
    'def f(a, b){ return a - b }\n5 f 3',
  ]) {
    const read = readAhead(text)
    assert.deepEqual(read && deserialize(read), parse(text).script.statements, text)
  }
})

test('what depends on the functions of the session is left to its worker', () => {
  assert.equal(readAhead('avg sin 3'), null)
})

test('so is what is at fault, and what is nested too deeply', () => {
  assert.equal(readAhead('1 + (2'), null)
  assert.equal(readAhead(`${'('.repeat(100_000)}1${')'.repeat(100_000)}`), null)
})
