import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextDouble, seededState } from '../../src/base/prng.ts'
import { kMeans, nearestCenters, randomCenters, spreadCenters } from '../../src/kernels/learning/k-means.ts'
import { fitLogistic, logistic } from '../../src/kernels/learning/logistic.ts'

const number = fc.integer({ min: -9, max: 9 })

test('at a logistic fit nothing pulls', () => {
  const [m, n] = [12, 2]
  const problem = fc.tuple(
    fc.array(number, { minLength: m * n, maxLength: m * n }),
    fc.array(fc.integer({ min: 0, max: 1 }), { minLength: m, maxLength: m }),
  )
  fc.assert(
    fc.property(problem, ([items, classes]) => {
      const [a, y] = [Float64Array.from(items), Float64Array.from(classes)]
      const limits = { penalties: Float64Array.of(1, 0.5), tolerance: 1e-14, iterations: 200 }
      const fit = fitLogistic(a, y, n, new Float64Array(n), limits, () => {})
      assert.ok(fit)
      for (let j = 0; j < n; j++) {
        let pull = limits.penalties[j] * fit.theta[j]
        for (let i = 0; i < m; i++) {
          const chance = logistic(a[i] * fit.theta[0] + a[m + i] * fit.theta[1])
          pull += a[j * m + i] * (chance - y[i])
        }
        assert.ok(Math.abs(pull) < 1e-5, `${pull}`)
      }
    }),
  )
})

test('of clusters each center is the middle of the rows that are nearest to it', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 8, maxLength: 40 }), fc.integer(), (items, seed) => {
      const n = 2
      const count = Math.floor(items.length / n)
      const rows = { data: Float64Array.from(items.slice(0, count * n)), count, n }
      const state = seededState(seed)
      for (const first of [randomCenters, spreadCenters]) {
        const { centers, labels } = kMeans(
          rows,
          first(rows, 3, () => nextDouble(state)),
          1000,
          () => {},
        )
        assert.deepEqual(labels, nearestCenters(rows, centers))
        for (let c = 0; c < 3; c++) {
          const own = Array.from({ length: count }, (_, i) => i).filter(i => labels[i] === c)
          for (let j = 0; j < n && own.length > 0; j++) {
            const middle = own.reduce((sum, i) => sum + rows.data[i * n + j], 0) / own.length
            assert.ok(Math.abs(middle - centers[c * n + j]) < 1e-9)
          }
        }
      }
    }),
  )
})
