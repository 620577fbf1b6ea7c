import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitSpline, splineAt } from '../../src/kernels/interpolation/b-spline.ts'
import { monotoneSlopes, splineSlopes } from '../../src/kernels/interpolation/cubic-slopes.ts'
import { smoothed } from '../../src/kernels/interpolation/local-regression.ts'
import {
  dividedDifferences,
  newtonAt,
  newtonDerivatives,
} from '../../src/kernels/interpolation/newton-polynomial.ts'
import { hermiteCubics, valueAt } from '../../src/kernels/interpolation/piecewise-cubic.ts'

const near = (actual: number, expected: number, tolerance = 1e-7) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} ≠ ${expected}`,
  )

const small = fc.integer({ min: -9, max: 9 })
const cubic = fc.tuple(small, small, small, small)
// Places some apart, between which a cubic is asked for.
const places = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 12 }).map(gaps => {
  let at = -5
  return Float64Array.from([at, ...gaps.map(gap => (at += gap / 4))])
})
const between = (x: Float64Array) => Array.from(x, (place, i) => (place + (x[i + 1] ?? place + 1)) / 2)
const polynomial = ([a, b, c, d]: readonly number[], t: number) => ((a * t + b) * t + c) * t + d
const slope = ([a, b, c]: readonly number[], t: number) => (3 * a * t + 2 * b) * t + c

test('curves of cubics through the points of one cubic are that cubic', () => {
  fc.assert(
    fc.property(cubic, places, (factors, x) => {
      const y = x.map(t => polynomial(factors, t))
      const knotless = hermiteCubics(x, y, splineSlopes(x, y, 'not-a-knot', 'not-a-knot'))
      const hermite = hermiteCubics(
        x,
        y,
        x.map(t => slope(factors, t)),
      )
      for (const t of between(x)) {
        near(valueAt(knotless, t), polynomial(factors, t))
        near(valueAt(hermite, t), polynomial(factors, t))
      }
    }),
  )
})

test('a spline is smooth at its points, and at its ends does as it is told', () => {
  fc.assert(
    fc.property(places, fc.array(small, { minLength: 13, maxLength: 13 }), (x, values) => {
      const y = x.map((_, i) => values[i])
      const { factors } = hermiteCubics(x, y, splineSlopes(x, y, 'natural', 'clamped'))
      near(factors[1], 0)
      const last = x.length - 2
      const width = (i: number) => x[i + 1] - x[i]
      const bendAtEnd = (i: number) => 6 * factors[4 * i] * width(i) + 2 * factors[4 * i + 1]
      for (let i = 0; i < last; i++) near(bendAtEnd(i), 2 * factors[4 * i + 5])
      const t = width(last)
      near((3 * factors[4 * last] * t + 2 * factors[4 * last + 1]) * t + factors[4 * last + 2], 0)
    }),
  )
})

test('a monotone curve stays between its points', () => {
  fc.assert(
    fc.property(places, fc.array(small, { minLength: 13, maxLength: 13 }), (x, values) => {
      const y = x.map((_, i) => values[i])
      const curve = hermiteCubics(x, y, monotoneSlopes(x, y))
      for (let i = 0; i + 1 < x.length; i++) {
        for (const share of [0.1, 0.5, 0.9]) {
          const value = valueAt(curve, x[i] + share * (x[i + 1] - x[i]))
          assert.ok(value >= Math.min(y[i], y[i + 1]) - 1e-9 && value <= Math.max(y[i], y[i + 1]) + 1e-9)
        }
      }
    }),
  )
})

test('a polynomial is found from its values, and from its slopes where points stand twice', () => {
  fc.assert(
    fc.property(cubic, factors => {
      for (const given of [
        [0, 1, 2, 3],
        [-1, -1, 2, 2],
        [1, 1, 1, 1],
      ]) {
        const x = Float64Array.from(given)
        const y = x.map((t, i) => {
          const times = x.slice(0, i).filter(other => other === t).length
          const [a, b] = factors
          return [polynomial(factors, t), slope(factors, t), 6 * a * t + 2 * b, 6 * a][times]
        })
        const found = dividedDifferences(x, y)
        const derivatives = new Float64Array(2)
        for (const t of [-2, 0.5, 4]) {
          near(newtonAt(x, found, t), polynomial(factors, t))
          newtonDerivatives(x, found, t, derivatives)
          near(derivatives[0], polynomial(factors, t))
          near(derivatives[1], slope(factors, t))
        }
      }
    }),
  )
})

test('the spline nearest to the points of a cubic is the cubic, whatever its knots', () => {
  fc.assert(
    fc.property(cubic, places, (factors, x) => {
      const y = x.map(t => polynomial(factors, t))
      const [first, last] = [x[0], x[x.length - 1]]
      const knots = Float64Array.from([first, first, first, first, ...x.slice(2, -2), last, last, last, last])
      const coefficients = fitSpline(x, y, knots, 3)
      assert.ok(coefficients)
      const values = new Float64Array(4)
      for (const t of between(x)) near(splineAt(knots, coefficients, 3, t, values), polynomial(factors, t))
    }),
  )
})

test('knots without points between them are refused', () => {
  const x = Float64Array.from([0, 1, 2, 3, 4, 9])
  assert.equal(fitSpline(x, x, Float64Array.from([0, 0, 0, 0, 5, 6, 7, 8, 9, 9, 9, 9]), 3), null)
})

test('points on a line are smooth already; one far off is brought back', () => {
  const x = Float64Array.from({ length: 20 }, (_, i) => i)
  const line = x.map(t => 2 * t + 1)
  const options = { bandwidth: 0.9, rounds: 4, accuracy: 1e-12 }
  smoothed(x, line, options).forEach((value, i) => {
    near(value, line[i])
  })
  const off = line.slice()
  off[9] += 100
  near(smoothed(x, off, options)[9], line[9], 1e-2)
})
