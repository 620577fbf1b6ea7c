import type { Registry } from '../../functions/registry.ts'
import { nullF64, nullI32 } from '../../kernels/null.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL, DOUBLE, INT } from '../../values/data-type.ts'
import { FALSE, Scalar, TRUE } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import * as raw from './raw-arithmetic.ts'

/** An operator on values. */
export type Operator = (context: Context, a: Value, b: Value) => Value

// What each operator does with two plain numbers x and y that may be null.
const arithmetic = {
  add: { int: 'addInt(x, y)', double: 'addDouble(x, y)' },
  sub: { int: 'subInt(x, y)', double: 'subDouble(x, y)' },
  mul: { int: 'mulInt(x, y)', double: 'mulDouble(x, y)' },
  div: { int: 'divInt(x, y)', double: 'divDouble(x, y)' },
  mod: { int: 'modInt(x, y)', double: 'modDouble(x, y)' },
  ratio: { int: null, double: 'divDouble(x, y)' },
} as const

// A null is the smallest number, being its sentinel.
const comparison = { lt: '<', le: '<=', gt: '>', ge: '>=', eq: '===', ne: '!==' } as const

const logic = { and: 'x !== 0 && y !== 0', or: 'x !== 0 || y !== 0' } as const

export type FastOperator = keyof typeof arithmetic | keyof typeof comparison | keyof typeof logic
export const fastOperators: ReadonlySet<string> = new Set([
  ...Object.keys(arithmetic),
  ...Object.keys(comparison),
  ...Object.keys(logic),
])

const scope = { ...raw, Scalar, INT, DOUBLE, BOOL, TRUE, FALSE, nullI32, nullF64 }

// Each operator is a function of its own source, so that V8 sees only its own types in it.
function generate(body: string, slow: Operator): Operator {
  const make = new Function(
    ...Object.keys(scope),
    'slow',
    `return (ctx, a, b) => {
      if (a instanceof Scalar && b instanceof Scalar) {
        const s = a.type, t = b.type
        ${body}
      }
      return slow(ctx, a, b)
    }`,
  )
  return make(...Object.values(scope), slow) as Operator
}

const numbers = (int: string | null, double: string) => `
  if (s === INT) {
    if (t === INT) { let x = a.raw, y = b.raw; ${int ?? `x = intToDouble(x); y = intToDouble(y); ${double}`} }
    if (t === DOUBLE) { const x = intToDouble(a.raw), y = b.raw; ${double} }
  } else if (s === DOUBLE) {
    if (t === DOUBLE) { const x = a.raw, y = b.raw; ${double} }
    if (t === INT) { const x = a.raw, y = intToDouble(b.raw); ${double} }
  }`

/** The operators with a short way for two scalars INT, DOUBLE or BOOL; anything else goes to the built-in. */
export function makeOperators(registry: Registry): Record<FastOperator, Operator> {
  const made: Partial<Record<FastOperator, Operator>> = {}
  const slow = (name: string): Operator => {
    const builtin = registry.get(name)
    if (builtin) return builtin.definition.run
    return () => {
      throw new ScriptError(`There is no function ${name} for this.`)
    }
  }
  for (const [name, { int, double }] of Object.entries(arithmetic)) {
    const body = numbers(int && `return new Scalar(INT, ${int})`, `return new Scalar(DOUBLE, ${double})`)
    made[name as FastOperator] = generate(body, slow(name))
  }
  for (const [name, symbol] of Object.entries(comparison)) {
    const test = `return x ${symbol} y ? TRUE : FALSE`
    const body = numbers(test, test)
    made[name as FastOperator] = generate(body, slow(name))
  }
  for (const [name, test] of Object.entries(logic)) {
    const body = `if (s === BOOL && t === BOOL) {
      const x = a.raw, y = b.raw
      if (x >= 0 && y >= 0) return ${test} ? TRUE : FALSE
    }`
    made[name as FastOperator] = generate(body, slow(name))
  }
  return made as Record<FastOperator, Operator>
}
