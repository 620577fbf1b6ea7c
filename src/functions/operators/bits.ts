import {
  type BitOp,
  bits,
  bitsOfScalars,
  complement,
  complementOfScalar,
} from '../../kernels/elementwise/bits.ts'
import { BOOL, CHAR, type DataType, INT, LONG, SHORT } from '../../values/data-type.ts'
import { SetValue } from '../../values/forms/set.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { kernelPlan, kernelStorage, unaryKernelPlan } from '../lift/plans/kernel-plan.ts'
import { setIntersection, setSymmetricDifference, setUnion } from '../lift/set-algebra.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

const widths: readonly DataType[] = [BOOL, CHAR, SHORT, INT, LONG]

const operation = (name: string, op: BitOp) =>
  new BinaryOperation(name, (x, y) => {
    const [i, j] = [widths.indexOf(x), widths.indexOf(y)]
    if (i < 0 || j < 0) return null
    // A shift keeps its operand's type (BOOL becomes CHAR); else the wider one counts.
    const shifts = op.startsWith('shift')
    const result = shifts ? widths[Math.max(i, 1)]! : widths[Math.max(i, j)]!
    const [a, b, out] = [kernelStorage(x)!, kernelStorage(y)!, kernelStorage(result)!]
    return kernelPlan(result, bitsOfScalars(op, a, b, out), (shape, nulls) =>
      bits(op, a, b, out, shape, nulls),
    )
  })

const conjunction = operation('bitAnd', 'bitAnd')
const disjunction = operation('bitOr', 'bitOr')
const exclusion = operation('bitXor', 'bitXor')
const left = operation('lshift', 'shiftLeft')
const right = operation('rshift', 'shiftRight')

const inversion = new UnaryOperation('bitNot', x => {
  if (!widths.includes(x)) return null
  const a = kernelStorage(x)!
  return unaryKernelPlan(x, complementOfScalar(a), nulls => complement(a, nulls))
})

export const bitAnd = define({
  name: 'bitAnd',
  signature: 'bitAnd(X, Y)',
  kind: 'elementwise',
  doc: 'X & Y: bits that are set in both. Of two sets: what is in both.',
  examples: [['1 0 1 & 0 1 1', '[0,0,1]']],
  run: (_, x, y) =>
    x instanceof SetValue && y instanceof SetValue ? setIntersection(x, y) : applyBinary(conjunction, x!, y!),
})

export const bitOr = define({
  name: 'bitOr',
  signature: 'bitOr(X, Y)',
  kind: 'elementwise',
  doc: 'X | Y: bits that are set in either. Of two sets: what is in either.',
  examples: [['1 0 1 | 0 1 1', '[1,1,1]']],
  run: (_, x, y) =>
    x instanceof SetValue && y instanceof SetValue ? setUnion(x, y) : applyBinary(disjunction, x!, y!),
})

export const bitXor = define({
  name: 'bitXor',
  aliases: ['symmetricDifference'],
  signature: 'bitXor(X, Y)',
  kind: 'elementwise',
  doc: 'X ^ Y: bits that are set in one of both. Of two sets: what is in one of them only.',
  examples: [['1 0 1 ^ 0 1 1', '[1,1,0]']],
  run: (_, x, y) =>
    x instanceof SetValue && y instanceof SetValue
      ? setSymmetricDifference(x, y)
      : applyBinary(exclusion, x!, y!),
})

export const bitNot = define({
  name: 'bitNot',
  signature: 'bitNot(X)',
  kind: 'elementwise',
  doc: 'All bits of X turned.',
  examples: [['bitNot(3)', '-4']],
  run: (_, x) => applyUnary(inversion, x!),
})

export const lshift = define({
  name: 'lshift',
  signature: 'lshift(X, bits)',
  kind: 'elementwise',
  doc: 'X << bits: the bits of X moved to the left, zeros coming in.',
  examples: [
    ['2 << 10', '2048'],
    ['1:10 << 10', '1024 : 10240'],
  ],
  run: (_, x, y) => applyBinary(left, x!, y!),
})

export const rshift = define({
  name: 'rshift',
  signature: 'rshift(X, bits)',
  kind: 'elementwise',
  doc: 'X >> bits: the bits of X moved to the right; the sign stays.',
  examples: [['2048 >> 2', '512']],
  run: (_, x, y) => applyBinary(right, x!, y!),
})
