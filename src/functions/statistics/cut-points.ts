import { ScriptError } from '../../runtime/script-error.ts'
import { isTemporal } from '../../values/data-type.ts'
import { int, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, number, vector } from '../argument.ts'
import { define } from '../define.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'
import { sort } from '../vectors/sort.ts'

const usage = 'cutPoints(X, binNum, [freq])'

/** How many rows each element stands for. */
function weightsOf(freq: Value | undefined, length: number): number[] {
  if (freq === undefined) return new Array<number>(length).fill(1)
  const weights = vector(freq, usage, 'freq')
  if (weights.length !== length) {
    throw new ScriptError(`cutPoints: X has ${length} elements, but freq has ${weights.length}.`)
  }
  return Array.from({ length }, (_, i) => number(weights.get(i), usage, 'freq'))
}

export const cutPoints = define({
  name: 'cutPoints',
  signature: usage,
  kind: 'system',
  doc: 'The bounds of binNum buckets, each up to but without the next bound, that hold about as many elements each; freq tells how often each of X, which then ascends, occurs.',
  examples: [
    ['cutPoints(2 3 1 4, 2)', '[1,3,5]'],
    ['cutPoints(1 2 3 4, 2, 1 1 1 3)', '[1,4,5]'],
  ],
  run: (context, x, binNum, freq) => {
    const bins = integer(binNum, usage, 'binNum')
    const given = vector(x, usage, 'X')
    if (bins < 1) throw new ScriptError(`cutPoints: binNum should be positive, not ${bins}.`)
    if (given.length === 0) throw new ScriptError('cutPoints: X is empty.')
    const weights = weightsOf(freq, given.length)
    const sorted = freq === undefined ? (sort.definition.run(context, given) as Vector) : given
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const bounds: Value[] = [sorted.get(0)]
    let [at, before] = [0, 0]
    for (let bin = 1; bin < bins; bin++) {
      while (at < sorted.length - 1 && before < (bin * total) / bins) before += weights[at++]!
      bounds.push(sorted.get(at))
    }
    return vectorOf([...bounds, beyond(sorted.get(sorted.length - 1))])
  },
})

// The last bound lies outside: the next number or moment, or a text that sorts behind.
function beyond(last: Value): Value {
  const { type, raw } = last as Scalar
  if (type.category === 'LITERAL') return new Scalar(type, `${raw as string}~`)
  if (isTemporal(type) || type.category === 'INTEGRAL' || type.category === 'FLOATING') {
    return new Scalar(type, (arithmeticOf.add(last, int(1)) as Scalar).raw)
  }
  throw new ScriptError(`cutPoints can't take ${type}.`)
}
