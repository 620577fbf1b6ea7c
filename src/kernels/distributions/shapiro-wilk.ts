import { normal } from './distribution.ts'

export interface ShapiroWilk {
  readonly w: number
  readonly pValue: number
}

const polynomial = (factors: readonly number[], at: number) =>
  factors.reduceRight((sum, factor) => sum * at + factor, 0)

/**
 * How normal a sample is that ascends, of 3 to 5000 elements not all the same: J. P. Royston, Remark AS R94: A Remark on
 * Algorithm AS 181: The W-test for Normality (1995).
 */
export function shapiroWilk(x: Float64Array): ShapiroWilk {
  const n = x.length
  const weights = weightsOf(n)
  const mean = x.reduce((sum, each) => sum + each, 0) / n
  let [along, squares] = [0, 0]
  for (let i = 0; i < n; i++) {
    along += weights[i]! * x[i]!
    squares += (x[i]! - mean) ** 2
  }
  const w = Math.min(1, along ** 2 / squares)
  return { w, pValue: tailOf(w, n) }
}

// The expected values of ordered normal numbers, of length 1, those at the ends corrected.
function weightsOf(n: number): number[] {
  if (n === 3) return [-Math.SQRT1_2, 0, Math.SQRT1_2]
  const { quantile } = normal(0, 1)
  const expected = Array.from({ length: n }, (_, i) => quantile((i + 1 - 0.375) / (n + 0.25)))
  const squares = expected.reduce((sum, each) => sum + each * each, 0)
  const root = 1 / Math.sqrt(n)
  const last =
    expected[n - 1]! / Math.sqrt(squares) +
    polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], root)
  const ends = [last]
  if (n > 5)
    ends.push(
      expected[n - 2]! / Math.sqrt(squares) +
        polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], root),
    )
  // What is left for those between.
  const rest = ends.reduce((sum, _, i) => sum - 2 * expected[n - 1 - i]! ** 2, squares)
  const share = ends.reduce((sum, end) => sum - 2 * end ** 2, 1)
  const scale = Math.sqrt(rest / share)
  return expected.map((each, i) => {
    const fromEnd = Math.min(i, n - 1 - i)
    if (fromEnd < ends.length) return i < n / 2 ? -ends[fromEnd]! : ends[fromEnd]!
    return each / scale
  })
}

function tailOf(w: number, n: number): number {
  if (n === 3) return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75))))
  if (w === 1) return 1
  const logN = Math.log(n)
  const { cdf } = normal(0, 1)
  if (n <= 11) {
    const limit = polynomial([-2.273, 0.459], n)
    const left = Math.log(1 - w)
    if (left >= limit) return 0
    const mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n)
    const deviation = Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n))
    return cdf(-(-Math.log(limit - left) - mean) / deviation)
  }
  const mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], logN)
  const deviation = Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], logN))
  return cdf(-(Math.log(1 - w) - mean) / deviation)
}
