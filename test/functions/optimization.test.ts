import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

// Minima of functions: those of Rosenbrock's valley and others whose place is known.

const session = openSession()

function shown(script: string): string {
  const { printed, error } = session.run(script)
  assert.equal(error, undefined, script)
  return printed
}

function complaint(script: string): string {
  const { error } = session.run(script)
  assert.ok(error, script)
  return error
}

shown(`
def valley(x) { return 100 * square(x[1] - square(x[0])) + square(1 - x[0]) }
def slope(x) { return [-400 * x[0] * (x[1] - square(x[0])) - 2 * (1 - x[0]), 200 * (x[1] - square(x[0]))] }
def bend(x) { return matrix([1200 * square(x[0]) - 400 * x[1] + 2, -400 * x[0]], [-400 * x[0], 200.0]) }
`)

test("Rosenbrock's valley has its bottom at (1, 1), whoever looks for it", () => {
  for (const call of [
    'fmin(valley, -1.2 1.0, , 1e-8, 1e-8)',
    'fminBFGS(valley, -1.2 1.0, slope)',
    'fminBFGS(valley, -1.2 1.0, gtol=1e-4)',
    'fminBFGS(def (x): (valley(x), slope(x)), -1.2 1.0)',
    'fminNCG(valley, -1.2 1.0, slope, bend)',
    'fminLBFGSB(valley, -1.2 1.0, slope)',
    'fminLBFGSB(valley, -1.2 1.0)',
    'fminSLSQP(valley, -1.2 1.0, slope, ftol=1e-9)',
  ]) {
    assert.equal(shown(`r = ${call}; round(r.xopt, 3)`), '[1,1]', call)
    assert.equal(shown('r[iif(`warnFlag in r.keys(), `warnFlag, `mode)]'), '0', call)
  }
})

test('within bounds and constraints the least lies on their edge', () => {
  const bounds = 'matrix([-2.0, -2], [0.5, 2])'
  for (const call of [
    `fminLBFGSB(valley, -1.2 1.0, slope, ${bounds})`,
    `fminSLSQP(valley, -1.2 1.0, , , ${bounds})`,
  ]) {
    assert.equal(shown(`round(${call}.xopt, 3)`), '[0.5,0.25]', call)
  }
  shown(`
    disk = {type: "ineq", fun: def (x): 1 - sum(square(x)), jac: def (x): -2 * x}
    line = {type: "eq", fun: def (x): x[0] - x[1], jac: def (x): 1.0 -1.0}
    far = {type: "ineq", fun: def (x): x[0] - 3, jac: def (x): 1.0 0.0}`)
  assert.equal(
    shown('round(fminSLSQP(valley, -1.2 1.0, slope, [disk], ftol=1e-9).xopt, 4)'),
    '[0.7864,0.6177]',
  )
  assert.equal(
    shown('round(fminSLSQP(valley, 0.8 0.8, slope, [disk, line], ftol=1e-9).xopt, 4)'),
    '[0.7071,0.7071]',
  )
  assert.equal(shown('fminSLSQP(valley, 0.0 0.0, slope, [disk, far]).mode'), '4')
  assert.equal(shown('fminSLSQP(valley, -1.2 1.0, slope, [disk], maxIter=3).mode'), '9')
  assert.equal(shown('fminLBFGSB(valley, -1.2 1.0, slope, maxIter=3).warnFlag'), '1')
  assert.match(
    complaint('fminSLSQP(valley, -1.2 1.0, slope, [line, line, line])'),
    /more than the 2 parameters/,
  )
  assert.match(complaint('fminSLSQP(valley, -1.2 1.0, slope, [{type: "eq"}])'), /fun and jac/)
  assert.match(complaint('fminLBFGSB(valley, -1.2 1.0, slope, matrix(1 2, 0 3))'), /lower bound 1 is above/)
})

test('what stops a search is told', () => {
  assert.equal(shown('fmin(valley, -1.2 1.0, maxFun=20).warnFlag'), '1')
  assert.equal(shown('fmin(valley, -1.2 1.0, maxIter=20).warnFlag'), '2')
  assert.equal(shown('fminBFGS(valley, -1.2 1.0, slope, maxIter=3).warnFlag'), '1')
  assert.equal(shown('fminNCG(valley, -1.2 1.0, slope, bend, maxIter=3).warnFlag'), '1')
})

test('what a function gives must be what is asked of it', () => {
  assert.match(complaint('fmin(def (x): x, 1 2)'), /should give a number/)
  assert.match(complaint('fmin(valley, 1.0 NULL)'), /without nulls/)
  assert.match(complaint('fminBFGS(valley, 1 2, def (x): 1 2 3)'), /vector of 2 numbers/)
  assert.match(complaint('fminNCG(valley, 1 2, slope, slope)'), /matrix of 2 rows/)
  assert.match(complaint('fminBFGS(valley, 1 2, slope, c1=0.9, c2=0.1)'), /c1 below c2/)
  assert.match(complaint('brute(valley, 3)'), /tuple of ranges/)
  assert.match(complaint('brute(valley, ((0, 1, 100000), (0, 1, 100000)))'), /too large/)
  assert.match(complaint('fmin(def (x) { throw "no" }, 1.0)'), /no/)
})

test('portfolios: the best return within a risk, and within a distance from another portfolio', () => {
  shown(`r = 0.18 0.25 0.36
    V = matrix(0.0225 -0.003 -0.01125, -0.003 0.04 0.025, -0.01125 0.025 0.0625)
    A = matrix(1 0 0 -1 0 0, 0 1 0 0 -1 0, 0 0 1 0 0 -1)
    b = 0.5 0.5 0.5 -0.1 -0.1 -0.1
    x = qclp(-r, V, 0.0121, A, b, matrix([1], [1], [1]), [1])
    y = qclp(-r, V, 0.0121, A, b, matrix([1], [1], [1]), [1], 0.35 0.35 0.35, 0.3)`)
  assert.equal(shown('round(x[1], 4)'), '[0.5,0.1763,0.3237]')
  assert.equal(shown('round(sum(x[1] * (V ** x[1])), 8)'), '[0.0121]')
  assert.equal(shown('round(sum(abs(y[1] - 0.35)), 6)'), '0.3')
  assert.equal(shown('x[0] < y[0]'), 'true')
})

test('a program without a solution says why', () => {
  const box = 'matrix(1 -1, 0 0)'
  assert.match(complaint(`linprog(1 1, ${box}, 1 -2)`), /no x fulfils/)
  assert.match(complaint(`linprog(1 0, ${box}, 1 -2, method="interior-point")`), /no x fulfils/)
  assert.match(complaint(`linprog(1 1, ${box}, 1 0)`), /falls without end/)
  assert.match(complaint('linprog(1 1, lb=2, ub=1)'), /no x fulfils/)
  assert.match(complaint(`quadprog(matrix(1 0, 0 1), 1 1, ${box}, 1 -2)`), /no x fulfils/)
  assert.match(complaint('quadprog(matrix(1 0, 0 -1), 1 1)'), /not convex/)
  assert.match(complaint('quadprog(matrix(1 0, 0 0), 1 1)'), /falls without end/)
  assert.equal(shown('round(quadprog(matrix(1 0, 0 0), 1 0)[0], 6)'), '-0.5')
  assert.equal(shown(`osqp(1.0 1, matrix(1 0, 0 1), ${box}, 2 -3, [3, -2])[0]`), 'solved')
  assert.equal(shown(`osqp(1.0 1, matrix(1 0, 0 1), ${box}, 2 1, [3, 1])[0]`), 'primal infeasible')
  assert.equal(shown('osqp(1.0 1, matrix(1 0, 0 -1))[0]'), 'problem non convex')
  assert.equal(shown('socp([1.0], matrix([1.0, -1]), [1.0, -2], 2)[3]'), '1')
})

test('sizes that do not fit are told', () => {
  assert.match(complaint('linprog(1 1, matrix(1 1), [1])'), /2 columns/)
  assert.match(complaint('linprog(1 1, matrix([1], [1]), 1 2)'), /should have 1 elements/)
  assert.match(complaint('linprog(1 1, matrix([1], [1]))'), /A and b belong together/)
  assert.match(complaint('quadprog(matrix(1 2 3, 4 5 6), 1 1)'), /2 rows, not 3/)
  assert.match(complaint('socp(1 1, matrix(1 0 0, 0 1 0), 1 1 1, 1, [3])'), /add up to the 3 rows/)
  assert.match(complaint('qclp(1 1, matrix(1 0, 0 1), -1)'), /k should be positive/)
})
