import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  fisherTail,
  incompleteBeta,
  logGamma,
  studentTails,
} from '../../src/kernels/distributions/incomplete-beta.ts'
import { fitByNormalEquations, fitBySingularValues } from '../../src/kernels/linear-algebra/regression.ts'

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
