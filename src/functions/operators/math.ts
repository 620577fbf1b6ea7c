import { type SignOp, signed, signedScalar } from '../../kernels/elementwise/arithmetic.ts'
import { type MathOp, math, math2, math2OfScalars, mathOfScalar } from '../../kernels/elementwise/math.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { BOOL, COMPLEX, type DataType, DOUBLE, DURATION, INT } from '../../values/data-type.ts'
import { NULL_DURATION } from '../../values/elements/duration.ts'
import { double } from '../../values/forms/scalar.ts'
import { type Duration, isNullRaw, type Lanes, nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { number, vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { casting } from '../lift/plans/convert.ts'
import {
  convertingPlan,
  kernelPlan,
  kernelStorage,
  type UnaryPlan,
  unaryElementPlan,
  unaryKernelPlan,
} from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { arithmeticOf } from './arithmetic.ts'

/** A unary plan for any number: decimals go through DOUBLE. */
export function numberPlan(x: DataType, plan: (x: DataType) => UnaryPlan): UnaryPlan | null {
  if (isPlainNumber(x)) return plan(x)
  if (x.category !== 'DECIMAL') return null
  const toDouble = casting(x, DOUBLE)
  const inner = plan(DOUBLE)
  return { scalar: value => inner.scalar(toDouble(value)), column: column => inner.column(toDouble(column)) }
}

type Example = readonly [string, string]

/** A function of one number with a DOUBLE result. */
function ofNumber(op: MathOp, doc: string, example: Example): Builtin {
  const operation = new UnaryOperation(op, type =>
    numberPlan(type, x => {
      const a = kernelStorage(x)!
      return unaryKernelPlan(DOUBLE, mathOfScalar(op, a), nulls => math(op, a, nulls))
    }),
  )
  return define({
    name: op,
    signature: `${op}(X)`,
    kind: 'elementwise',
    doc: `${doc} The result is DOUBLE; null where there is none.`,
    examples: [example],
    run: (_, x) => applyUnary(operation, x!),
  })
}

export const sqrt = ofNumber('sqrt', 'The square root.', ['sqrt(4 16 -4 NULL)', '[2,4,,]'])
export const cbrt = ofNumber('cbrt', 'The cube root.', ['cbrt(27)', '3'])
export const square = ofNumber('square', 'The square.', ['square(2 4 NULL 6)', '[4,16,,36]'])
export const reciprocal = ofNumber('reciprocal', 'One divided by X.', ['reciprocal(1 2 4)', '[1,0.5,0.25]'])
export const exp = ofNumber('exp', 'e to the power of X.', ['exp(0)', '1'])
export const exp2 = ofNumber('exp2', '2 to the power of X.', ['exp2(3)', '8'])
export const expm1 = ofNumber('expm1', 'e to the power of X, less 1: exact for small X.', ['expm1(0)', '0'])
export const log2 = ofNumber('log2', 'The logarithm to base 2.', ['log2(0 2 4 8 NULL)', '[,1,2,3,]'])
export const log10 = ofNumber('log10', 'The logarithm to base 10.', ['log10(100)', '2'])
export const log1p = ofNumber('log1p', 'The natural logarithm of 1 + X: exact for small X.', [
  'log1p(0)',
  '0',
])
export const sin = ofNumber('sin', 'The sine of an angle in radians.', ['sin(0)', '0'])
export const cos = ofNumber('cos', 'The cosine of an angle in radians.', ['cos(0)', '1'])
export const tan = ofNumber('tan', 'The tangent of an angle in radians.', ['tan(0)', '0'])
export const asin = ofNumber('asin', 'The angle with this sine.', ['asin(0)', '0'])
export const acos = ofNumber('acos', 'The angle with this cosine.', ['acos(1)', '0'])
export const atan = ofNumber('atan', 'The angle with this tangent.', ['atan(0)', '0'])
export const sinh = ofNumber('sinh', 'The hyperbolic sine.', ['sinh(0)', '0'])
export const cosh = ofNumber('cosh', 'The hyperbolic cosine.', ['cosh(0)', '1'])
export const tanh = ofNumber('tanh', 'The hyperbolic tangent.', ['tanh(0)', '0'])
export const asinh = ofNumber('asinh', 'The inverse of the hyperbolic sine.', ['asinh(0)', '0'])
export const acosh = ofNumber('acosh', 'The inverse of the hyperbolic cosine.', ['acosh(1)', '0'])
export const atanh = ofNumber('atanh', 'The inverse of the hyperbolic tangent.', ['atanh(0)', '0'])

const naturalLogarithm = new UnaryOperation('log', type =>
  numberPlan(type, x => {
    const a = kernelStorage(x)!
    return unaryKernelPlan(DOUBLE, mathOfScalar('log', a), nulls => math('log', a, nulls))
  }),
)

export const log = define({
  name: 'log',
  signature: 'log(X, [Y])',
  kind: 'elementwise',
  doc: 'The natural logarithm, or with Y the logarithm to that base. Null for what is not positive.',
  examples: [
    ['log(1)', '0'],
    ['log(100, 10)', '2'],
    ['log(0 1)', '[,0]'],
  ],
  run: (_, x, base) => {
    const natural = applyUnary(naturalLogarithm, x!)
    if (base === undefined) return natural
    const value = number(base, 'log', 'Y')
    if (value <= 0) throw new ScriptError(`log: the base must be positive, but it is ${value}.`)
    return arithmeticOf.ratio(natural, double(Math.log(value)))
  },
})

const power2 = new BinaryOperation('pow', (x, y) => {
  const number = (type: DataType) => (type.category === 'DECIMAL' ? DOUBLE : type)
  const [p, q] = [number(x), number(y)]
  if (!isPlainNumber(p) || !isPlainNumber(q)) return null
  const [a, b] = [kernelStorage(p)!, kernelStorage(q)!]
  const plan = kernelPlan(DOUBLE, math2OfScalars('pow', a, b), (shape, nulls) =>
    math2('pow', a, b, shape, nulls),
  )
  return convertingPlan(plan, casting(x, p), casting(y, q))
})

export const pow = define({
  name: 'pow',
  aliases: ['power'],
  signature: 'pow(X, Y)',
  kind: 'elementwise',
  doc: 'X to the power of Y, as DOUBLE.',
  examples: [
    ['pow(1 2 3, 3)', '[1,8,27]'],
    ['typestr(pow(3, 4))', 'DOUBLE'],
  ],
  run: (_, x, y) => applyBinary(power2, x!, y!),
})

function signPlan(op: SignOp, x: DataType): UnaryPlan | null {
  if (x === BOOL && op === 'neg') return signPlan(op, INT) && withInt(op)
  if (isPlainNumber(x)) {
    const result = op === 'sign' ? INT : x
    const [a, out] = [kernelStorage(x)!, kernelStorage(result)!]
    return unaryKernelPlan(result, signedScalar(op, a, out), nulls => signed(op, a, out, nulls))
  }
  if (x.category === 'DECIMAL') {
    const result = op === 'sign' ? INT : x
    return unaryElementPlan(result, raw => (isNullRaw(x, raw) ? nullOf(result) : signedRaw(op, raw)))
  }
  if (op !== 'neg') return null
  if (x === DURATION)
    return unaryElementPlan(x, raw => (isNullRaw(x, raw) ? NULL_DURATION : negated(raw as Duration)))
  if (x !== COMPLEX) return null
  return unaryElementPlan(x, raw =>
    isNullRaw(x, raw) ? raw : { x: -(raw as Lanes).x, y: -(raw as Lanes).y },
  )
}

const negated = ({ amount, unit }: Duration): Duration => ({ amount: -amount, unit })

// BOOL counts as 0 and 1.
function withInt(op: SignOp): UnaryPlan {
  const plan = signPlan(op, INT)!
  const toInt = casting(BOOL, INT)
  return { scalar: x => plan.scalar(toInt(x)), column: x => plan.column(toInt(x)) }
}

function signedRaw(op: SignOp, raw: Raw): Raw {
  const value = raw as number | bigint
  if (op === 'neg') return -value
  if (op === 'abs') return value < 0 ? -value : value
  return value > 0 ? 1 : value < 0 ? -1 : 0
}

const negation = new UnaryOperation('neg', x => signPlan('neg', x))
const magnitude = new UnaryOperation('abs', x => signPlan('abs', x))
const signs = new UnaryOperation('signum', x => signPlan('sign', x))

export const neg = define({
  name: 'neg',
  signature: 'neg(X)',
  kind: 'elementwise',
  doc: '−X, element by element, of the same type.',
  examples: [
    ['-(1 0 -1)', '[-1,0,1]'],
    ['neg(1:2)', '-1 : -2'],
  ],
  run: (_, x) => applyUnary(negation, x!),
})

export const abs = define({
  name: 'abs',
  signature: 'abs(X)',
  kind: 'elementwise',
  doc: 'The absolute value, of the same type.',
  examples: [['abs(-2 -3 4)', '[2,3,4]']],
  run: (_, x) => applyUnary(magnitude, x!),
})

export const signum = define({
  name: 'signum',
  aliases: ['sign'],
  signature: 'signum(X)',
  kind: 'elementwise',
  doc: '1 for what is positive, −1 for what is negative, 0 for zero.',
  examples: [['signum(1 0 -1 NULL)', '[1,0,-1,]']],
  run: (_, x) => applyUnary(signs, x!),
})

const angle = (name: string, factor: number, doc: string, example: Example) =>
  define({
    name,
    signature: `${name}(X)`,
    kind: 'elementwise',
    doc,
    examples: [example],
    run: (_, x) => arithmeticOf.mul(x!, double(factor)),
  })

export const deg2rad = angle('deg2rad', Math.PI / 180, 'Degrees as radians.', ['deg2rad(180) == pi', 'true'])
export const rad2deg = angle('rad2deg', 180 / Math.PI, 'Radians as degrees.', ['rad2deg(pi)', '180'])

export const polynomial = define({
  name: 'polynomial',
  signature: 'polynomial(X, coeffs)',
  kind: 'elementwise',
  doc: 'The polynomial with the given coefficients, that of the power 0 first, at each X.',
  examples: [['polynomial(1..3, 1 2 3)', '[6,17,34]']],
  run: (_, x, coefficients) => {
    const factors = vector(coefficients, 'polynomial', 'coeffs')
    let sum: Value = double(0)
    for (let i = factors.length - 1; i >= 0; i--)
      sum = arithmeticOf.add(arithmeticOf.mul(sum, x!), factors.get(i))
    return sum
  },
})

const negative = new UnaryOperation('signbit', type => {
  if (!isPlainNumber(type)) return null
  return unaryElementPlan(BOOL, raw =>
    !isNullRaw(type, raw) && ((raw as number) < 0 || Object.is(raw, -0)) ? 1 : 0,
  )
})

export const signbit = define({
  name: 'signbit',
  signature: 'signbit(X)',
  kind: 'elementwise',
  doc: 'Whether a number is negative; −0.0 is, too.',
  examples: [
    ['signbit(-2.1)', 'true'],
    ["signbit('a')", 'false'],
  ],
  run: (_, x) => applyUnary(negative, x!),
})
