import type { ArithmeticOp } from '../../kernels/elementwise/arithmetic.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { arithmeticResolver } from '../lift/plans/arithmetic-plan.ts'
import { setDifference } from '../lift/set-algebra.ts'

const operation = (op: ArithmeticOp) => new BinaryOperation(op, arithmeticResolver(op))

const addition = operation('add')
const subtraction = operation('sub')
const multiplication = operation('mul')
const division = operation('div')
const trueDivision = operation('ratio')
const remainder = operation('mod')

export const add = define({
  name: 'add',
  signature: 'add(X, Y)',
  kind: 'elementwise',
  doc: 'X + Y, element by element. With text on either side the texts are joined; a temporal value plus an integer moves by that many of its units. Null where either is null; integers wrap around.',
  examples: [
    ['3 + 2', '5'],
    ['1:2 + 6', '7 : 8'],
    ['1 2 3 + 4 5 6', '[5,7,9]'],
    ['1 NULL 3 + 0.5', '[1.5,,3.5]'],
    ['2024.02.28 + 2', '2024.03.01'],
    ['"ab" + "cd"', 'abcd'],
    ['2147483647 + 3', '-2147483646'],
  ],
  run: (_, x, y) => applyBinary(addition, x!, y!),
})

export const sub = define({
  name: 'sub',
  signature: 'sub(X, Y)',
  kind: 'elementwise',
  doc: 'X − Y, element by element. The difference of two temporal values is an integer in units of the finer one. Of two sets: what is in X but not in Y.',
  examples: [
    ['4:5 - 1:2', '3 : 3'],
    ['1 - 1 2 3', '[0,-1,-2]'],
    ['2024.03.01 - 2024.02.28', '2'],
  ],
  run: (_, x, y) =>
    x instanceof SetValue && y instanceof SetValue ? setDifference(x, y) : applyBinary(subtraction, x!, y!),
})

export const mul = define({
  name: 'mul',
  aliases: ['multiply'],
  signature: 'mul(X, Y)',
  kind: 'elementwise',
  doc: 'X × Y, element by element. Scales of decimals add up; what becomes too long for the type gets a wider one.',
  examples: [
    ['1 2 3 * 2', '[2,4,6]'],
    ['1:2 * 3:4', '3 : 8'],
    ['decimal32(1.5, 1) * decimal32(0.25, 2)', '0.375'],
  ],
  run: (_, x, y) => applyBinary(multiplication, x!, y!),
})

export const div = define({
  name: 'div',
  signature: 'div(X, Y)',
  kind: 'elementwise',
  doc: 'X / Y, element by element: for integers the quotient rounded down, else true division. Division by zero gives null.',
  examples: [
    ['-7 / 5', '-2'],
    ['1..5 / 2', '[0,1,1,2,2]'],
    ['7.5 / 2', '3.75'],
    ['1 / 0', '00i'],
  ],
  run: (_, x, y) => applyBinary(division, x!, y!),
})

export const ratio = define({
  name: 'ratio',
  signature: 'ratio(X, Y)',
  kind: 'elementwise',
  doc: 'X \\ Y, element by element: true division, also of integers. Division by zero gives null.',
  examples: [
    ['9 \\ 2', '4.5'],
    ['1 2 3 \\ 2', '[0.5,1,1.5]'],
    ['-7 \\ 5', '-1.4'],
  ],
  run: (_, x, y) => applyBinary(trueDivision, x!, y!),
})

export const mod = define({
  name: 'mod',
  signature: 'mod(X, Y)',
  kind: 'elementwise',
  doc: 'X % Y, element by element: what is left after div, with the sign of the divisor.',
  examples: [
    ['5 4 3 3 5 6 % 3', '[2,1,0,0,2,0]'],
    ['-1 % 5', '4'],
    ['-1 2 3 % -5', '[-1,-3,-2]'],
  ],
  run: (_, x, y) => applyBinary(remainder, x!, y!),
})

/** Also for other themes and the compiler: the arithmetic on values without a call. */
export const arithmeticOf: Readonly<Record<ArithmeticOp, (x: Value, y: Value) => Value>> = {
  add: (x, y) => applyBinary(addition, x, y),
  sub: (x, y) => applyBinary(subtraction, x, y),
  mul: (x, y) => applyBinary(multiplication, x, y),
  div: (x, y) => applyBinary(division, x, y),
  ratio: (x, y) => applyBinary(trueDivision, x, y),
  mod: (x, y) => applyBinary(remainder, x, y),
}
