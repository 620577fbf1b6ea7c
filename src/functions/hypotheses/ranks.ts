import { kolmogorovTail, normal } from '../../kernels/distributions/distribution.ts'
import { bool, double, string } from '../../values/forms/scalar.ts'
import { given, truth } from '../argument.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { alternativesOf, alternativeTable, sampleOf } from './sample.ts'

// Whether two samples are of one distribution, whatever it is.

interface Ranks {
  /** The sum of the ranks of the first sample, equal values sharing theirs. */
  readonly sum: number
  /** The sum of t³ − t over how often, t, each value is there. */
  readonly ties: number
}

function ranksOf(x: Float64Array, y: Float64Array): Ranks {
  const sorted = [
    ...Array.from(x, value => ({ value, mine: true })),
    ...Array.from(y, value => ({ value, mine: false })),
  ]
  sorted.sort((a, b) => a.value - b.value)
  let [sum, ties] = [0, 0]
  for (let start = 0; start < sorted.length; ) {
    let end = start
    let mine = 0
    for (; end < sorted.length && sorted[end]!.value === sorted[start]!.value; end++)
      if (sorted[end]!.mine) mine++
    sum += mine * ((start + 1 + end) / 2)
    ties += (end - start) ** 3 - (end - start)
    start = end
  }
  return { sum, ties }
}

export const mannWhitneyUTest = define({
  name: 'mannWhitneyUTest',
  signature: 'mannWhitneyUTest(X, Y, [correct=true])',
  kind: 'system',
  doc: 'Whether X and Y are of one distribution, by their ranks (Mann and Whitney): a dictionary with stat (p-values of three alternatives, from the normal approximation, `correct` for whole numbers), correct, method and U, the pairs in which the element of Y is greater, equal ones being half. Nulls are left out.',
  examples: [
    ['mannWhitneyUTest(1 2 3, 4 5 6)["U"]', '9'],
    ['mannWhitneyUTest(5 1 4 3 5, 2 4 7 -1 0 4)["stat"]["pValue"]', '[0.518022,0.259011,0.797036]'],
  ],
  run: (_, x, y, correct) => {
    const usage = 'mannWhitneyUTest(X, Y, [correct=true])'
    const [first, second] = [sampleOf(x, usage, 'X', 1), sampleOf(y, usage, 'Y', 1)]
    const isCorrected = truth(given(correct), usage, 'correct', true)
    const [n, m] = [first.length, second.length]
    const { sum, ties } = ranksOf(first, second)
    const u = n * m + (n * (n + 1)) / 2 - sum
    const all = n + m
    const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))))
    const { cdf } = normal(0, 1)
    const shift = isCorrected ? 0.5 : 0
    const atMost = deviation === 0 ? 1 : cdf((u - (n * m) / 2 + shift) / deviation)
    const atLeast = deviation === 0 ? 1 : cdf(-(u - (n * m) / 2 - shift) / deviation)
    return resultOf({
      stat: alternativeTable('true location shift', '0', alternativesOf(atMost, atLeast)),
      correct: bool(isCorrected),
      method: string('Mann-Whitney U test'),
      U: double(u),
    })
  },
})

/** The most that the shares of two samples up to some value differ. */
function mostApart(x: Float64Array, y: Float64Array): number {
  const [a, b] = [x.slice().sort(), y.slice().sort()]
  let [i, k, most] = [0, 0, 0]
  while (i < a.length && k < b.length) {
    const value = Math.min(a[i]!, b[k]!)
    while (i < a.length && a[i] === value) i++
    while (k < b.length && b[k] === value) k++
    most = Math.max(most, Math.abs(i / a.length - k / b.length))
  }
  return most
}

export const ksTest = define({
  name: 'ksTest',
  signature: 'ksTest(X, Y)',
  kind: 'system',
  doc: 'Whether X and Y are of one distribution, by how much the shares of both up to some value differ at most, D (Kolmogorov and Smirnov): a dictionary with ksValue, pValue, D and method. Nulls are left out.',
  examples: [['ksTest(1 2 3 4 5, 3 4 5 6 7)["D"]', '0.4']],
  run: (_, x, y) => {
    const usage = 'ksTest(X, Y)'
    const [first, second] = [sampleOf(x, usage, 'X', 1), sampleOf(y, usage, 'Y', 1)]
    const d = mostApart(first, second)
    // In whole numbers, as DolphinDB computes it; then after Stephens (1970).
    const root = Math.sqrt(Math.floor((first.length * second.length) / (first.length + second.length)))
    const value = root === 0 ? d : (root + 0.12 + 0.11 / root) * d
    return resultOf({
      ksValue: double(value),
      pValue: double(kolmogorovTail(value)),
      D: double(d),
      method: string('Two-sample Kolmogorov-Smirnov test'),
    })
  },
})
