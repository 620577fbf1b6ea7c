import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ScriptSession } from './script.ts'

// Random functions are compiled twice: as they are, where variables become plain numbers if they can, and behind a line
// that has every variable hold a text first, so that none can. Both must give the same.

const names = ['a', 'b', 'c', 'p', 'q']

const { expression } = fc.letrec<{ expression: string; leaf: string }>(tie => ({
  leaf: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: fc.integer({ min: -5, max: 9 }).map(n => (n < 0 ? `(${n})` : `${n}`)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '0.5',
        '2.0',
        '(-1.5)',
        '2147483647',
        '00i',
        '00F',
        'true',
        '3l',
        '9007199254740991l',
        '00l',
      ),
    },
  ),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 2, arbitrary: tie('leaf') },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          tie('expression'),
          fc.constantFrom('+', '-', '*', '/', '\\', '%', '<', '>=', '==', '!='),
          tie('expression'),
        )
        .map(([l, op, r]) => `(${l} ${op} ${r})`),
    },
    { weight: 1, arbitrary: tie('expression').map(e => `(-${e})`) },
    { weight: 1, arbitrary: tie('expression').map(e => `abs(${e})`) },
    { weight: 1, arbitrary: tie('expression').map(e => `half(${e})`) },
    { weight: 1, arbitrary: tie('expression').map(e => `long(${e})`) },
    { weight: 1, arbitrary: tie('expression').map(e => `v[int(${e}) % 4]`) },
    { weight: 1, arbitrary: fc.constant('size(v)') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('expression'), tie('expression'), tie('expression'))
        .map(([c, a, b]) => `((${c} > 1) ? ${a} : ${b})`),
    },
  ),
}))

const { block } = fc.letrec<{ block: string; statement: string }>(tie => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map(statements => statements.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('=', '+=', '-=', '*='), expression)
        .map(([name, op, value]) => `${name} ${op} ${value}`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(expression, expression).map(([i, value]) => `v[abs(int(${i})) % 4] = ${value}`),
    },
    { weight: 1, arbitrary: fc.tuple(expression, expression).map(([x, y]) => `a, b = ${x}, ${y}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(expression, tie('block'), tie('block'))
        .map(([c, then, otherwise]) => `if (${c} > 0) {\n${then}\n} else {\n${otherwise}\n}`),
    },
    { weight: 1, arbitrary: tie('block').map(body => `for (i in 0:3) {\na += i\n${body}\n}`) },
    { weight: 1, arbitrary: tie('block').map(body => `for (x in v) {\nb = x\n${body}\n}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(expression, tie('block'))
        .map(([c, body]) => `for (j in 0:4) {\nif (${c} > 3) break\n${body}\n}`),
    },
  ),
}))

const helper = 'def half(x) { return x / 2 }\n'
const start = (vector: string) => `a = 1; b = 2.5; c = 7; v = ${vector}\n`
const mixed = 'a = "t"; b = "t"; c = "t"; i = "t"; j = "t"; x = "t"; v = "t"\n'

test('what is known of types changes no result', () => {
  const vectors = fc.constantFrom(
    '1 2 3 4',
    '1.5 2.5 NULL 4.5',
    '[1, NULL, 3, 4]',
    '[1l, NULL, -3l, 9007199254740993l]',
  )
  const arguments_ = fc.constantFrom('1, 2', '1.5, 3', '00i, 2.0', 'true, 4', '2147483647, 00F', '3l, 1h')
  fc.assert(
    fc.property(block, vectors, arguments_, (body, vector, args) => {
      const session = new ScriptSession()
      const end = 'return a, b, c, v'
      const typed = `${helper}def f(p, q) {\n${start(vector)}${body}\n${end}\n}\nf(${args})`
      const untyped = `def g(p, q) {\n${mixed}${start(vector)}${body}\n${end}\n}\ng(${args})`
      const ours = withoutPlace(session.run(typed))
      assert.equal(ours, withoutPlace(session.run(untyped)))
      // And at the top level, where a loop is compiled for what variables hold.
      const [p, q] = args.split(', ')
      const top = `p = ${p}; q = ${q}\n${start(vector)}for (k in 0:1) {\n${body}\n}\n(a, b, c, v)`
      assert.equal(withoutPlace(session.run(top)), ours)
    }),
    { numRuns: 100, seed: 20240229, endOnFailure: true },
  )
})

const withoutPlace = (text: string) => text.replace(/ <.*>$/s, '')
