import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'

const numbersOf = (value: Value | undefined, parameter: string): number[] =>
  value instanceof Vector
    ? Array.from(doublesOf(value, 'iterate'))
    : [number(value, 'iterate(init, coeffs, input)', parameter)]

export const iterate = define({
  name: 'iterate',
  signature: 'iterate(init, coeffs, input)',
  kind: 'system',
  doc: 'A recursive sequence: each element is the sum of the ones before it, as many as there are coefficients, times those, plus what input has there. init is what precedes the first; a number as input is how many elements to make.',
  examples: [
    ['iterate(1, 0.8, 0.1 0.2 0.3)', '[0.9,0.92,1.036]'],
    ['iterate(1 1, 1 1, 10)', '[2,3,5,8,13,21,34,55,89,144]'],
  ],
  run: (_, init, coefficients, input) => {
    const [made, factors] = [numbersOf(init, 'init'), numbersOf(coefficients, 'coeffs')]
    const width = factors.length
    if (made.length !== width)
      throw new ScriptError(`iterate: init has ${made.length} elements, but coeffs ${width}.`)
    const added = input instanceof Vector ? numbersOf(input, 'input') : null
    const count = added ? added.length : integer(input, 'iterate(init, coeffs, input)', 'input')
    for (let i = 0; i < count; i++) {
      let next = added ? added[i]! : 0
      for (let k = 0; k < width; k++) next += factors[k]! * made[i + k]!
      made.push(next)
    }
    return doubles(made.slice(width))
  },
})
