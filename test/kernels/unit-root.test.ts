import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Trend,
  unitRootCriticalValues,
  unitRootTail,
} from '../../src/kernels/distributions/mackinnon.ts'
import { dickeyFuller } from '../../src/kernels/regression/dickey-fuller.ts'

test('of long series 1, 5 and 10 % lie below the critical values', () => {
  for (const trend of ['c', 'ct', 'ctt'] as Trend[]) {
    for (let series = 1; series <= 6; series++) {
      unitRootCriticalValues(trend, 1e9, series).forEach((value, i) => {
        const share = [0.01, 0.05, 0.1][i]
        const tail = unitRootTail(value, trend, series)
        assert.ok(Math.abs(tail - share) < 0.06 * share, `${trend} ${series}: ${tail}, not ${share}`)
      })
    }
  }
})

test('a smaller statistic is less likely', () => {
  const trends = fc.constantFrom<Trend>('n', 'c', 'ct', 'ctt')
  fc.assert(
    fc.property(
      trends,
      fc.integer({ min: 1, max: 6 }),
      fc.double({ min: -15, max: 0.4, noNaN: true }),
      (trend, series, statistic) => {
        assert.ok(
          unitRootTail(statistic, trend, series) <= unitRootTail(statistic + 0.1, trend, series) + 1e-3,
        )
      },
    ),
  )
})

test('what comes back to its mean has a small statistic, what wanders off has not', () => {
  let state = 7
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647 - 0.5
  }
  const noise = Float64Array.from({ length: 200 }, random)
  let sum = 0
  const walk = noise.map(step => (sum += step))
  const tail = (x: Float64Array) => unitRootTail(dickeyFuller(x, 'c', 10, 'aic')!.statistic, 'c')
  assert.ok(tail(noise) < 0.01)
  assert.ok(tail(walk) > 0.1)
})
