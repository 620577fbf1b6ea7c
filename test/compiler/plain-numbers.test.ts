import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastOperators, makeOperators } from '../../src/compiler/plain/scalar-fast-path.ts'
import { builtins } from '../../src/functions/builtins.ts'
import { nullF64, nullI32 } from '../../src/kernels/null.ts'
import { BOOL, DOUBLE, INT, LONG } from '../../src/values/data-type.ts'
import { display } from '../../src/values/format/format.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import { FixedVector } from '../../src/values/vectors/fixed-vector.ts'
import type { Tuple } from '../../src/values/vectors/tuple.ts'
import { ScriptSession } from './script.ts'

// Plain numbers are calculated with in three ways: by built-ins, by their short way for scalars, and in code compiled
// for their types. All must agree.

const ints = [0, 1, -1, 2, 3, -3, 7, -8, 1000003, 2147483647, -2147483647, nullI32]
// Not −∞: whether it is below the null depends on the types beside it.
const doubles = [0, 1, -1, 0.5, -0.5, 3, -2.5, 1e300, -1e300, 1e-300, Infinity, nullF64]
const nullI64 = -(2n ** 63n)
const longs = [
  0n,
  1n,
  -1n,
  3n,
  -8n,
  2n ** 53n - 1n,
  1n - 2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  nullI64 + 1n,
  nullI64,
]
const scalars = [
  ...ints.map(raw => new Scalar(INT, raw)),
  ...longs.map(raw => new Scalar(LONG, raw)),
  ...doubles.map(raw => new Scalar(DOUBLE, raw)),
  ...[0, 1, -128].map(raw => new Scalar(BOOL, raw)),
]

const registry = builtins()
const { context } = new ScriptSession()
const symbols: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  ratio: '\\',
  mod: '%',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '==',
  ne: '!=',
  and: '&&',
  or: '||',
}

const same = (a: Scalar, b: Scalar) => a.type === b.type && (a.raw === b.raw || Number.isNaN(a.raw && b.raw))

test('the short way for scalars does what the built-in does', () => {
  const fast = makeOperators(registry)
  for (const name of fastOperators) {
    const { run } = registry.get(name)!.definition
    for (const a of scalars) {
      for (const b of scalars) {
        const [quick, slow] = [fast[name as keyof typeof fast](context, a, b), run(context, a, b)] as Scalar[]
        const wanted = `${display(a)} ${name} ${display(b)}: ${slow!.type} ${display(slow!)}`
        assert.ok(same(quick!, slow!), `${wanted}, not ${quick!.type} ${display(quick!)}`)
      }
    }
  }
})

test('code compiled for types does what the built-in does', () => {
  for (const [name, symbol] of Object.entries(symbols)) {
    const session = new ScriptSession()
    // The loop makes it worth compiling; both sides are variables, then the right one is a constant.
    session.run(`def f(a, b) { for (i in 0:1) { x = a ${symbol} b }\n return x }`)
    const f = session.compiler.functionNamed('f')
    const { run } = registry.get(name)!.definition
    for (const a of scalars) {
      for (const b of scalars) {
        const [ours, wanted] = [f.invoke(session.context, [a, b]), run(context, a, b)] as Scalar[]
        assert.ok(
          same(ours!, wanted!),
          `${display(a)} ${symbol} ${display(b)}: ${display(wanted!)}, not ${display(ours!)}`,
        )
      }
    }
  }
})

test('constants are folded into the code without changing the result', () => {
  for (const [name, symbol] of Object.entries(symbols)) {
    for (const constant of ['3', '-3', '0', '2.5', '-0.5', 'true', '3l', '-3l', '0l', '9007199254740993l']) {
      const session = new ScriptSession()
      session.run(
        `def f(a) { for (i in 0:1) { x = a ${symbol} ${constant}; y = ${constant} ${symbol} a }\n return x, y }`,
      )
      const f = session.compiler.functionNamed('f')
      const { run } = registry.get(name)!.definition
      const b = session.compiler.run(constant) as Scalar
      for (const a of scalars) {
        const ours = f.invoke(session.context, [a]) as Tuple
        const wanted = [run(context, a, b), run(context, b, a)]
        assert.deepEqual(ours.items, wanted, `${display(a)} ${symbol} ${constant}`)
      }
    }
  }
})

test('functions of plain numbers do what the built-ins do', () => {
  const names = ['abs', 'acos', 'asin', 'atan', 'cos', 'exp', 'isNull', 'long', 'sin', 'tan', 'neg']
  for (const name of names) {
    const session = new ScriptSession()
    session.run(`def f(a) { for (i in 0:1) { x = ${name}(a) }\n return x }`)
    const f = session.compiler.functionNamed('f')
    const { run } = registry.get(name)!.definition
    for (const a of scalars) {
      const [ours, wanted] = [f.invoke(session.context, [a]), run(context, a)] as Scalar[]
      assert.ok(same(ours!, wanted!), `${name}(${display(a)}): ${display(wanted!)}, not ${display(ours!)}`)
    }
  }
})

test('elements of LONG vectors are read and written as they are, whatever their size', () => {
  const session = new ScriptSession()
  session.run(`
    def copied(v) { w = array(LONG, size(v)); for (i in 0:size(v)) { w[i] = v[i] }; return w }
    def inTurn(v) { w = array(LONG, size(v)); i = 0; for (x in v) { w[i] = x; i += 1 }; return w }`)
  const all = FixedVector.of(LONG, [...longs, 2n ** 32n, -(2n ** 32n), 2n ** 31n, 2n ** 52n, -(2n ** 53n)])
  for (const name of ['copied', 'inTurn']) {
    const copy = session.compiler.functionNamed(name).invoke(session.context, [all]) as FixedVector
    assert.deepEqual([...copy.data], [...all.data])
    assert.equal(copy.mayHoldNulls, true)
  }
  assert.equal(display(session.compiler.run('copied(1l 2l)[5]')!), '00l')
})

test('a LONG vector that grows or has moved is read where it is', () => {
  const script = `v = 1l 2l; s = 0l
    for (i in 0:1000) { v.append!(long(i)); s += v[size(v) - 1]; v[0] = s }
    (v[0], size(v), v[1001])`
  assert.equal(display(new ScriptSession().compiler.run(script)!), '(499500,1002,999)')
})
