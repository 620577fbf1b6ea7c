import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isComplete } from '../../grammar/parser.ts'

const rows: readonly (readonly [source: string, answer: ReturnType<typeof isComplete>])[] = [
  ['', 'complete'],
  ['x', 'complete'],
  ['x = 1;', 'complete'],
  ['def f(x) {\n  return x\n}', 'complete'],
  ['select a from t where b', 'complete'],
  ['x = (1 + 2', 'incomplete'],
  ['x = [1,', 'incomplete'],
  ['f(', 'incomplete'],
  ['x = {a: 1,', 'incomplete'],
  ['x = 1 +', 'incomplete'],
  ['x =', 'incomplete'],
  ['x.', 'incomplete'],
  ['x ->', 'incomplete'],
  ['a ? b :', 'incomplete'],
  ['a and', 'incomplete'],
  ['x = a \\', 'incomplete'],
  ['"abc', 'incomplete'],
  ["'abc", 'incomplete'],
  ['"abc\ndef', 'incomplete'],
  ['/* abc', 'incomplete'],
  ['<a + b', 'incomplete'],
  ['def f(x) {', 'incomplete'],
  ['def f(x) {\n  y = 1', 'incomplete'],
  ['if (a)', 'incomplete'],
  ['if (a) b = 1 else', 'incomplete'],
  ['for (i in 1..3) {', 'incomplete'],
  ['do { x }', 'incomplete'],
  ['try { x }', 'incomplete'],
  ['select a from', 'incomplete'],
  ['select a from t where', 'incomplete'],
  ['select a,', 'incomplete'],
  ['insert into t', 'incomplete'],
  ['update t set', 'incomplete'],
  ['class A {', 'incomplete'],
  ['x)', 'invalid'],
  ['}', 'invalid'],
  ['x = = 3', 'invalid'],
  ['x = ) + (', 'invalid'],
  ['select from t', 'invalid'],
  ['1x', 'invalid'],
  ['x = )\ny = (1', 'invalid'],
]

for (const [source, answer] of rows) {
  test(`${answer}: ${source}`, () => assert.equal(isComplete(source), answer))
}
