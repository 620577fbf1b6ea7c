import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { activeSet } from '../../src/kernels/optimization/active-set.ts'
import { brentRoot } from '../../src/kernels/optimization/brent-root.ts'
import { coneProgram } from '../../src/kernels/optimization/cone-program.ts'
import { type LinearConstraint, linearProgram } from '../../src/kernels/optimization/linear-program.ts'
import { applied, inner, type Point } from '../../src/kernels/optimization/points.ts'

// Two methods that share nothing must agree, and what they find must lie within the constraints.

const number = fc.integer({ min: -9, max: 9 })
const vector = (n: number) => fc.array(number, { minLength: n, maxLength: n })

interface Problem {
  readonly cost: Point
  readonly constraints: readonly LinearConstraint[]
}

const problem = (equations: boolean): fc.Arbitrary<Problem> =>
  fc.integer({ min: 1, max: 4 }).chain(n =>
    fc.record({
      cost: vector(n),
      constraints: fc.array(
        fc.record({
          coefficients: vector(n),
          most: number,
          isEqual: equations ? fc.boolean() : fc.constant(false),
        }),
        { maxLength: 6 },
      ),
    }),
  )

const conic = (quadratic: readonly Point[] | null, { cost, constraints }: Problem, bound: number) => {
  const n = cost.length
  const unit = cost.flatMap((_, i) => [1, -1].map(sign => cost.map((_each, k) => (k === i ? sign : 0))))
  const less = constraints.filter(({ isEqual }) => !isEqual)
  const equal = constraints.filter(({ isEqual }) => isEqual)
  const inBox = bound < Infinity ? unit : []
  return coneProgram(
    {
      quadratic,
      linear: cost,
      equations: equal.map(({ coefficients }) => coefficients),
      right: equal.map(({ most }) => most),
      inequalities: [...less.map(({ coefficients }) => coefficients), ...inBox],
      limits: [...less.map(({ most }) => most), ...inBox.map(() => bound)],
      cones: new Array<number>(less.length + (bound < Infinity ? 2 * n : 0)).fill(1),
    },
    () => {},
  )
}

function isWithin(x: Point, constraints: readonly LinearConstraint[]): boolean {
  return constraints.every(({ coefficients, most, isEqual }) => {
    const over = inner(coefficients, x) - most
    return over < 1e-6 && (!isEqual || over > -1e-6)
  })
}

test('simplex and interior point find the same least cost in a box, or both that there is none', () => {
  fc.assert(
    fc.property(problem(false), given => {
      const box = given.cost.map(() => ({ low: -10, high: 10 }))
      const simplex = linearProgram(given.cost, given.constraints, box)
      const interior = conic(null, given, 10)
      if (simplex.end !== 'done') return assert.equal(simplex.end, 'infeasible')
      assert.ok(isWithin(simplex.x, given.constraints))
      // On the edge of having no solution the interior-point method may give up.
      if (interior.end === 'done') assert.ok(Math.abs(simplex.value - interior.value) < 1e-5)
    }),
    { numRuns: 200 },
  )
})

test('without bounds the simplex method tells costs that fall for ever', () => {
  const free = [
    { low: -Infinity, high: Infinity },
    { low: -Infinity, high: Infinity },
  ]
  assert.equal(linearProgram([1, 0], [], free).end, 'unbounded')
  const wedge = [
    { coefficients: [-1, -1], most: -1, isEqual: false },
    { coefficients: [-1, 1], most: 0, isEqual: false },
  ]
  assert.deepEqual(linearProgram([1, 0], wedge, free), { end: 'done', x: [0.5, 0.5], value: 0.5 })
  const contradiction = [
    { coefficients: [1, 1], most: 1, isEqual: true },
    { coefficients: [2, 2], most: 3, isEqual: true },
  ]
  assert.equal(linearProgram([1, 0], contradiction, free).end, 'infeasible')
})

test('active set and interior point find the same least of a quadratic', () => {
  fc.assert(
    fc.property(problem(true), fc.array(number, { minLength: 16, maxLength: 16 }), (given, entries) => {
      const n = given.cost.length
      // RᵀR + 1 is positive definite.
      const root = given.cost.map((_, i) => entries.slice(i * n, (i + 1) * n))
      const hessian = given.cost.map((_, i) =>
        given.cost.map((_each, j) => root.reduce((sum, row) => sum + row[i]! * row[j]!, Number(i === j))),
      )
      const active = activeSet(hessian, given.cost, given.constraints)
      const interior = conic(hessian, given, Infinity)
      if (active.end !== 'done') return assert.notEqual(interior.end, 'done')
      assert.ok(isWithin(active.x, given.constraints))
      // As exact as the values are large.
      const size = Math.max(1, Math.abs(active.value))
      if (interior.end === 'done') assert.ok(Math.abs(active.value - interior.value) < 1e-5 * size)
      // Where it is least, costs rise only against constraints that hold it back.
      const slope = applied(hessian, active.x).map((value, i) => value + given.cost[i]!)
      given.constraints.forEach(({ coefficients, isEqual }, k) => {
        const force = active.multipliers[k]!
        assert.ok(isEqual || force > -1e-7 * size)
        coefficients.forEach((coefficient, i) => {
          slope[i]! += force * coefficient
        })
      })
      assert.ok(slope.every(each => Math.abs(each) < 1e-5 * size))
    }),
    { numRuns: 200 },
  )
})

test("a root by Brent's method is where the function changes its sign", () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), root => {
      const { end, x } = brentRoot(at => (at - root) ** 3 + (at - root), -10, 11, 1e-12, 1e-15, 100)
      assert.equal(end, 'done')
      assert.ok(Math.abs(x - root) < 1e-9)
    }),
  )
})
