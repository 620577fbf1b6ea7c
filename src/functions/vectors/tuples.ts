import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integerPair, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { arithmeticOf } from '../operators/arithmetic.ts'

function tupleOf(x: Value | undefined, name: string): Tuple {
  if (x instanceof Tuple) return x
  throw wrongArgument(name, 'X', 'a tuple', x)
}

export const tupleSum = define({
  name: 'tupleSum',
  signature: 'tupleSum(X)',
  kind: 'aggregate',
  doc: 'For each tuple in X the sum of its elements: how results of several calls come together. A single tuple gives its sum itself.',
  examples: [
    ['tupleSum([(1 2, 3 4, 5 6), (0.5, 0.6, 0.7)])', '([9,12],1.8)'],
    ['tupleSum([(1 2, 3 4, 5 6)])', '[9,12]'],
  ],
  run: (_, x) => {
    const { items } = tupleOf(x, 'tupleSum(X)')
    const sums = items.map(item => {
      if (!(item instanceof Vector)) return item
      const parts = Array.from({ length: item.length }, (_, i) => item.get(i))
      return parts.length === 0 ? item : parts.reduce((sum, part) => arithmeticOf.add(sum, part))
    })
    return sums.length === 1 ? sums[0]! : new Tuple(sums)
  },
})

export const subtuple = define({
  name: 'subtuple',
  signature: 'subtuple(X, range)',
  kind: 'system',
  doc: 'The same stretch of each vector in the tuple X; the end of the range is not part of it.',
  examples: [['subtuple((1..5, 11..15), 1:3)', '([2,3],[12,13])']],
  run: (_, x, range) => {
    const [first, second] = integerPair(range, 'subtuple(X, range)', 'range')
    const [start, end] = [first ?? 0, second ?? Number.POSITIVE_INFINITY]
    return new Tuple(
      tupleOf(x, 'subtuple(X, range)').items.map(item => {
        if (item instanceof Vector) return item.slice(Math.max(0, start), Math.min(end, item.length))
        throw wrongArgument('subtuple(X, range)', 'X', 'a tuple of vectors', x)
      }),
    )
  },
})
