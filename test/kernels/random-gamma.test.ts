import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Draws,
  drawBeta,
  drawBinomial,
  drawChiSquare,
  drawGamma,
  drawPoisson,
} from '../../src/kernels/distributions/random-gamma.ts'

const COUNT = 40_000

/** Whether drawn numbers have this mean and variance, within six standard errors of the mean. */
function expectMoments(name: string, draw: (draws: Draws) => number, mean: number, variance: number): void {
  const draws = new Draws(Int32Array.of(1, 2, 3, 4))
  const values = Array.from({ length: COUNT }, () => draw(draws))
  const found = values.reduce((sum, value) => sum + value, 0) / COUNT
  const spread = values.reduce((sum, value) => sum + (value - found) ** 2, 0) / COUNT
  assert.ok(Math.abs(found - mean) < 6 * Math.sqrt(variance / COUNT), `${name}: mean ${found}, not ${mean}`)
  assert.ok(Math.abs(spread / variance - 1) < 0.15, `${name}: variance ${spread}, not ${variance}`)
}

test('drawn numbers have the mean and the variance of their distribution', () => {
  for (const shape of [0.3, 1, 7.5]) expectMoments(`gamma ${shape}`, d => drawGamma(d, shape), shape, shape)
  expectMoments('beta', d => drawBeta(d, 2, 3), 0.4, 0.04)
  expectMoments('chi-squared', d => drawChiSquare(d, 5), 5, 10)
  for (const mean of [0.5, 12, 300]) expectMoments(`Poisson ${mean}`, d => drawPoisson(d, mean), mean, mean)
  for (const trials of [3, 40, 5000])
    expectMoments(`binomial ${trials}`, d => drawBinomial(d, trials, 0.3), 0.3 * trials, 0.21 * trials)
})

test('counts are whole and within their limits', () => {
  const draws = new Draws(Int32Array.of(4, 3, 2, 1))
  for (let i = 0; i < 1000; i++) {
    const successes = drawBinomial(draws, 100, 0.99)
    assert.ok(Number.isInteger(successes) && successes >= 0 && successes <= 100)
    assert.ok(Number.isInteger(drawPoisson(draws, 50)))
  }
  assert.equal(drawBinomial(draws, 1000, 0), 0)
  assert.equal(drawBinomial(draws, 1000, 1), 1000)
})
