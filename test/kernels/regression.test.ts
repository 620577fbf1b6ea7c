import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  fisherTail,
  incompleteBeta,
  logGamma,
  studentTails,
} from '../../src/kernels/distributions/incomplete-beta.ts'
import { centre, uncentre } from '../../src/kernels/regression/centring.ts'
import { coordinateDescent } from '../../src/kernels/regression/coordinate-descent.ts'
import { fitByNormalEquations, fitBySingularValues } from '../../src/kernels/regression/least-squares.ts'
import { ridgeByCholesky, ridgeBySingularValues } from '../../src/kernels/regression/ridge.ts'

const near = (actual: number, expected: number, tolerance = 1e-10) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} ≠ ${expected}`,
  )

test('logGamma is the logarithm of factorials', () => {
  let factorial = 1
  for (let n = 1; n < 20; n++) {
    near(logGamma(n), Math.log(factorial))
    factorial *= n
  }
  near(logGamma(0.5), Math.log(Math.PI) / 2)
})

test('the incomplete beta function has its closed forms and its symmetry', () => {
  for (const x of [0, 0.1, 0.35, 0.5, 0.9, 1]) {
    near(incompleteBeta(x, 1, 1), x)
    near(incompleteBeta(x, 3, 1), x ** 3)
    near(incompleteBeta(x, 2.5, 4), 1 - incompleteBeta(1 - x, 4, 2.5))
  }
})

test('tails of Student and Fisher', () => {
  // With one degree of freedom t is a ratio of normals: its distribution is an arctangent. F is t squared.
  for (const t of [0, 0.3, 1, 2.5, 40]) {
    near(studentTails(t, 1), 1 - (2 / Math.PI) * Math.atan(t))
    near(fisherTail(t * t, 1, 7), studentTails(t, 7))
  }
})

test('both ways to fit find a plane that the points lie on', () => {
  const [m, n] = [6, 3]
  const a = Float64Array.from([1, 1, 1, 1, 1, 1, 0, 1, 2, 3, 4, 5, 3, 1, 4, 1, 5, 9])
  const truth = [2, -0.5, 0.25]
  const y = Float64Array.from({ length: m }, (_, i) =>
    truth.reduce((sum, b, k) => sum + b * a[k * m + i]!, 0),
  )
  for (const fit of [fitByNormalEquations(a, y, m, n), fitBySingularValues(a.slice(), y, m, n)]) {
    assert.ok(fit)
    truth.forEach((b, k) => {
      near(fit.coefficients[k]!, b)
    })
  }
})

test('of factors that depend on each other the fit is the shortest', () => {
  const a = Float64Array.from([1, 2, 3, 1, 2, 3])
  const y = Float64Array.from([2, 4, 6])
  for (const fit of [fitByNormalEquations(a, y, 3, 2), fitBySingularValues(a.slice(), y, 3, 2)]) {
    near(fit!.coefficients[0]!, 1)
    near(fit!.coefficients[1]!, 1)
  }
})

const [m, n] = [7, 3]
const values = (count: number) =>
  fc
    .array(fc.integer({ min: -20, max: 20 }), { minLength: count, maxLength: count })
    .map(each => Float64Array.from(each))
const problem = fc.tuple(values(m * n), values(m))
/** How much |y − A x|² / 2 falls when a coordinate grows. */
const pulls = (a: Float64Array, y: Float64Array, x: Float64Array) =>
  Array.from(x, (_, j) => {
    let sum = 0
    for (let i = 0; i < m; i++) {
      let left = y[i]
      for (let k = 0; k < n; k++) left -= a[k * m + i] * x[k]
      sum += a[j * m + i] * left
    }
    return sum
  })

test('at the fit of a ridge nothing pulls', () => {
  fc.assert(
    fc.property(problem, fc.double({ min: 0.1, max: 9, noNaN: true }), ([a, y], alpha) => {
      for (const fit of [
        ridgeBySingularValues(a.slice(), y, m, n, alpha),
        ridgeByCholesky(a, y, m, n, alpha),
      ]) {
        assert.ok(fit)
        pulls(a, y, fit).forEach((pull, j) => {
          near(pull, alpha * fit[j], 1e-8)
        })
      }
    }),
  )
})

test('at the fit of an elastic net coefficients are pulled with l1, those of 0 with less', () => {
  const net = { l1: 30, l2: 4, positive: false, maxIterations: 100_000, tolerance: 1e-13 }
  fc.assert(
    fc.property(problem, fc.boolean(), ([a, y], positive) => {
      const { coefficients } = coordinateDescent(a, y, m, n, { ...net, positive }, () => {})
      pulls(a, y, coefficients).forEach((pull, j) => {
        const size = coefficients[j]
        const beyond = pull - net.l2 * size
        if (size !== 0) near(beyond, Math.sign(size) * net.l1, 1e-5)
        else assert.ok((positive ? beyond : Math.abs(beyond)) <= net.l1 + 1e-5)
        if (positive) assert.ok(size >= 0)
      })
    }),
  )
})

test('a fit about the means is that with an intercept', () => {
  fc.assert(
    fc.property(problem, fc.boolean(), ([a, y], normalize) => {
      const [centredA, centredY] = [a.slice(), y.slice()]
      const weights = Float64Array.from({ length: m }, (_, i) => 1 + (i % 3))
      const centring = centre(centredA, centredY, n, weights, true, normalize)
      const fit = ridgeBySingularValues(centredA, centredY, m, n, 0)
      assert.ok(fit)
      const intercept = uncentre(fit, centring)
      // Nothing is left that a constant or a column could explain.
      const residuals = y.map((value, i) => {
        let left = value - intercept
        for (let k = 0; k < n; k++) left -= a[k * m + i] * fit[k]
        return weights[i] * left
      })
      near(
        residuals.reduce((sum, value) => sum + value, 0),
        0,
        1e-7,
      )
    }),
  )
})
