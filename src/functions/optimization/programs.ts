import { activeSet, isPositive } from '../../kernels/optimization/active-set.ts'
import { type ConeProgram, coneProgram } from '../../kernels/optimization/cone-program.ts'
import {
  type LinearConstraint,
  linearProgram,
  type ProgramResult,
} from '../../kernels/optimization/linear-program.ts'
import type { Point } from '../../kernels/optimization/points.ts'
import type { Bound } from '../../kernels/optimization/smooth-function.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { int, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, integer, number, text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { isSemidefinite, matrixRows, squareRoot, symmetricRows } from './matrix-rows.ts'
import { numberResult, numbersOf, pointArgument, pointResult } from './objective.ts'

// Linear and quadratic costs within linear and quadratic constraints.

/** Rows of a matrix and as many limits; none if both are left out. */
function pair(
  matrix: Value | undefined,
  limits: Value | undefined,
  n: number,
  usage: string,
  names: readonly [matrix: string, limits: string],
): { readonly rows: readonly Point[]; readonly limits: Point } {
  const [a, b] = [given(matrix), given(limits)]
  if (a === undefined && b === undefined) return { rows: [], limits: [] }
  if (a === undefined || b === undefined) {
    throw new ScriptError(
      `Usage: ${usage}. ${names[0]} and ${names[1]} belong together: one of them is missing.`,
    )
  }
  const rows = matrixRows(a, n, usage, names[0])
  const right = pointArgument(b, usage, names[1])
  if (right.length === rows.length) return { rows, limits: right }
  throw new ScriptError(
    `Usage: ${usage}. ${names[1]} should have ${rows.length} elements, one for each row of ${names[0]}, not ${right.length}.`,
  )
}

/** Bounds of all variables: a number for all of them, or one for each; null is none. */
function boundsOf(low: Value | undefined, high: Value | undefined, n: number, usage: string): Bound[] {
  const side = (value: Value | undefined, parameter: string, none: number): number[] => {
    if (given(value) === undefined) return new Array<number>(n).fill(none)
    const numbers = numbersOf(value)
    const all =
      numbers?.length === 1 && value!.form === 'scalar' ? new Array<number>(n).fill(numbers[0]!) : numbers
    if (all?.length === n) return all.map(x => (Number.isNaN(x) ? none : x))
    throw wrongArgument(usage, parameter, `a number or a vector of ${n} numbers`, value)
  }
  const [lows, highs] = [side(low, 'lb', -Infinity), side(high, 'ub', Infinity)]
  return lows.map((each, i) => ({ low: each, high: highs[i]! }))
}

const constraintsOf = (rows: readonly Point[], limits: Point, isEqual: boolean): LinearConstraint[] =>
  rows.map((coefficients, i) => ({ coefficients, most: limits[i]!, isEqual }))

const unitRow = (n: number, place: number, value: number) =>
  Array.from({ length: n }, (_, i) => (i === place ? value : 0))

/** Bounds as inequalities. */
const boundRows = (bounds: readonly Bound[]): LinearConstraint[] =>
  bounds.flatMap(({ low, high }, i) => [
    ...(high < Infinity ? [{ coefficients: unitRow(bounds.length, i, 1), most: high, isEqual: false }] : []),
    ...(low > -Infinity ? [{ coefficients: unitRow(bounds.length, i, -1), most: -low, isEqual: false }] : []),
  ])

type Solved = Extract<ProgramResult, { end: 'done' }>

/** @throws ScriptError that says why there is no result */
function solved(result: ProgramResult, name: string): Solved {
  if (result.end === 'done') return result
  throw new ScriptError(
    {
      infeasible: `${name}: no x fulfils all constraints.`,
      unbounded: `${name}: within the constraints the objective falls without end.`,
      'not converged': `${name}: the search did not converge; the problem may be badly scaled.`,
    }[result.end],
  )
}

const answer = ({ x, value }: { readonly x: Point; readonly value: number }) =>
  new Tuple([numberResult(value), pointResult(x)])

/** Between steps: whether the script is to end. */
const pause = (context: Context) => () => context.checkCancelled()

/** The program with linear constraints alone, for the interior-point method. */
function conic(
  quadratic: readonly Point[] | null,
  linear: Point,
  constraints: readonly LinearConstraint[],
): ConeProgram {
  const equal = constraints.filter(({ isEqual }) => isEqual)
  const less = constraints.filter(({ isEqual }) => !isEqual)
  return {
    quadratic,
    linear,
    equations: equal.map(({ coefficients }) => coefficients),
    right: equal.map(({ most }) => most),
    inequalities: less.map(({ coefficients }) => coefficients),
    limits: less.map(({ most }) => most),
    cones: less.map(() => 1),
  }
}

/** With as many variables more as x has, each no less than |x − x0|, whose sum is limited. */
function withAbsoluteLimit(program: ConeProgram, centre: Point, limit: number): ConeProgram {
  const n = centre.length
  const zeros = new Array<number>(n).fill(0)
  const wider = (rows: readonly Point[]) => rows.map(row => [...row, ...zeros])
  const distances = centre.flatMap((_, i) => [
    [...unitRow(n, i, 1), ...unitRow(n, i, -1)],
    [...unitRow(n, i, -1), ...unitRow(n, i, -1)],
  ])
  return {
    quadratic: program.quadratic && [...wider(program.quadratic), ...zeros.map(() => [...zeros, ...zeros])],
    linear: [...program.linear, ...zeros],
    equations: wider(program.equations),
    right: program.right,
    inequalities: [[...zeros, ...zeros.map(() => 1)], ...distances, ...wider(program.inequalities)],
    limits: [limit, ...centre.flatMap(value => [value, -value]), ...program.limits],
    cones: [1, ...distances.map(() => 1), ...program.cones],
  }
}

function absoluteLimit(
  x0: Value | undefined,
  c: Value | undefined,
  program: ConeProgram,
  usage: string,
): ConeProgram {
  if (given(x0) === undefined && given(c) === undefined) return program
  const centre = pointArgument(given(x0), usage, 'x0')
  const n = program.linear.length
  if (centre.length !== n) throw wrongArgument(usage, 'x0', `a vector of ${n} numbers`, x0)
  const limit = number(given(c), usage, 'c')
  if (limit < 0) throw new ScriptError(`Usage: ${usage}. c should not be negative, but it is ${limit}.`)
  return withAbsoluteLimit(program, centre, limit)
}

/** eps within its range, else what it usually is. */
function accuracyOf(eps: Value | undefined, usage: string): number {
  const wanted = number(given(eps), usage, 'eps', 1e-6)
  // The interior-point method gains digits fast: a thousandth costs a few steps.
  return (wanted <= 1e-4 && wanted >= 1e-9 ? wanted : 1e-6) / 1000
}

export const linprog = define({
  name: 'linprog',
  signature: "linprog(f, [A], [b], [Aeq], [beq], [lb], [ub], [method='simplex'])",
  kind: 'system',
  doc: "The least f · x with A x ≤ b, Aeq x = beq and lb ≤ x ≤ ub, bounds being numbers or vectors in which null is none: a tuple of the value and x. By Dantzig's simplex method, or with method 'interior-point' by the primal-dual one. An error where no x fulfils the constraints, or the value has no end.",
  examples: [
    ['linprog([1, 2], matrix([-1], [-1]), [-2], , , , 2)', '(2,[2,0])'],
    ['linprog([-3, -2], matrix(2 1, 1 1), 10 8, ub=[4, NULL])', '(-18,[2,6])'],
    [
      'round(linprog([-3, -2], matrix(2 1, 1 1), 10 8, ub=[4, NULL], method="interior-point")[1], 4)',
      '[2,6]',
    ],
  ],
  run: (context, f, a, b, aeq, beq, lb, ub, method) => {
    const usage = linprog.definition.signature
    const cost = pointArgument(f, usage, 'f')
    const n = cost.length
    const less = pair(a, b, n, usage, ['A', 'b'])
    const equal = pair(aeq, beq, n, usage, ['Aeq', 'beq'])
    const constraints = [
      ...constraintsOf(less.rows, less.limits, false),
      ...constraintsOf(equal.rows, equal.limits, true),
    ]
    const bounds = boundsOf(lb, ub, n, usage)
    const way = text(given(method), usage, 'method', 'simplex')
    if (bounds.some(({ low, high }) => low > high)) return answer(solved({ end: 'infeasible' }, 'linprog'))
    if (way === 'simplex')
      return answer(solved(linearProgram(cost, constraints, bounds, pause(context)), 'linprog'))
    if (way !== 'interior-point')
      throw wrongArgument(usage, 'method', "'simplex' or 'interior-point'", method)
    return answer(
      solved(
        coneProgram(conic(null, cost, [...constraints, ...boundRows(bounds)]), pause(context)),
        'linprog',
      ),
    )
  },
})

export const quadprog = define({
  name: 'quadprog',
  signature: 'quadprog(H, f, [A], [b], [Aeq], [beq])',
  kind: 'system',
  doc: 'The least ½ xᵀ H x + f · x with A x ≤ b and Aeq x = beq, H positive semidefinite: a tuple of the value and x. By the active-set method of Goldfarb and Idnani (1983), where H has no inverse by the interior-point method. An error where no x fulfils the constraints, or the value has no end.',
  examples: [
    ['quadprog(matrix(2 -2, -2 6), -5 4)', '(-6.375,[2.75,0.25])'],
    [
      'quadprog(matrix(2 -2, -2 6), -5 4, matrix(1 -1 6, 1 3 1), 10 8 5, matrix([1], [2]), [1])[0]',
      '-3.181818',
    ],
  ],
  run: (context, h, f, a, b, aeq, beq) => {
    const usage = quadprog.definition.signature
    const linear = pointArgument(f, usage, 'f')
    const hessian = symmetricRows(h, linear.length, usage, 'H')
    const less = pair(a, b, linear.length, usage, ['A', 'b'])
    const equal = pair(aeq, beq, linear.length, usage, ['Aeq', 'beq'])
    const constraints = [
      ...constraintsOf(less.rows, less.limits, false),
      ...constraintsOf(equal.rows, equal.limits, true),
    ]
    if (isPositive(hessian))
      return answer(solved(activeSet(hessian, linear, constraints, pause(context)), 'quadprog'))
    if (!isSemidefinite(hessian)) {
      throw new ScriptError('quadprog: H is not positive semidefinite, so that the problem is not convex.')
    }
    return answer(solved(coneProgram(conic(hessian, linear, constraints), pause(context)), 'quadprog'))
  },
})

export const osqp = define({
  name: 'osqp',
  signature: 'osqp(q, [P], [A], [lb], [ub])',
  kind: 'system',
  doc: 'The least ½ xᵀ P x + q · x with lb ≤ A x ≤ ub, in which null is no bound: a tuple of a word on how it ended (solved, primal infeasible, dual infeasible, problem non convex, unsolved) and x, null where there is none. By a primal-dual interior-point method, to nine digits.',
  examples: [
    [
      'round(osqp([1.0, 1], matrix(4.0 1, 1 2), matrix(1 1 0, 1 0 1), 1 0 0, [1, 0.7, 0.7])[1], 4)',
      '[0.3,0.7]',
    ],
    ['osqp([1.0], , matrix([1.0]), [NULL], [2])[0]', 'dual infeasible'],
  ],
  run: (context, q, p, a, lb, ub) => {
    const usage = osqp.definition.signature
    const linear = pointArgument(q, usage, 'q')
    const n = linear.length
    const quadratic = given(p) === undefined ? null : symmetricRows(p, n, usage, 'P')
    const parts = [a, lb, ub].filter(part => given(part) !== undefined).length
    if (parts !== 0 && parts !== 3) throw new ScriptError(`Usage: ${usage}. A, lb and ub belong together.`)
    const rows = parts === 0 ? [] : matrixRows(a, n, usage, 'A')
    const bounds = boundsOf(lb, ub, rows.length, usage)
    const nothing = pointResult(linear.map(() => Number.NaN))
    if (quadratic && !isSemidefinite(quadratic)) return new Tuple([string('problem non convex'), nothing])
    const constraints = rows.flatMap((coefficients, i): LinearConstraint[] => {
      const { low, high } = bounds[i]!
      if (low === high) return [{ coefficients, most: high, isEqual: true }]
      return [
        ...(high < Infinity ? [{ coefficients, most: high, isEqual: false }] : []),
        ...(low > -Infinity ? [{ coefficients: coefficients.map(x => -x), most: -low, isEqual: false }] : []),
      ]
    })
    const result = coneProgram(conic(quadratic, linear, constraints), pause(context))
    if (result.end === 'done') return new Tuple([string('solved'), pointResult(result.x)])
    const words = {
      infeasible: 'primal infeasible',
      unbounded: 'dual infeasible',
      'not converged': 'unsolved',
    }
    return new Tuple([string(words[result.end]), nothing])
  },
})

export const scs = define({
  name: 'scs',
  signature: 'scs(f, [P], [A], [b], [Aeq], [beq], [lb], [ub], [x0], [c], [eps=1e-6], [alpha=1.5])',
  kind: 'system',
  doc: 'The least ½ xᵀ P x + f · x with A x ≤ b, Aeq x = beq, lb ≤ x ≤ ub and Σ |x − x0| ≤ c: a tuple of the value and x. By a primal-dual interior-point method, to eps at least; it needs no relaxation, and alpha changes nothing. An error where no x fulfils the constraints, or the value has no end.',
  examples: [
    ['round(scs([0, 0], matrix(2 0, 0 2), Aeq=matrix([1], [1]), beq=[1], lb=[0, 0])[1], 4)', '[0.5,0.5]'],
    ['round(scs([1, 2], lb=0, x0=[1, 1], c=0.5)[1], 4)', '[1,0.5]'],
  ],
  run: (context, f, p, a, b, aeq, beq, lb, ub, x0, c, eps) => {
    const usage = scs.definition.signature
    const linear = pointArgument(f, usage, 'f')
    const n = linear.length
    const quadratic = given(p) === undefined ? null : symmetricRows(p, n, usage, 'P')
    if (quadratic && !isSemidefinite(quadratic)) {
      throw new ScriptError('scs: P is not positive semidefinite, so that the problem is not convex.')
    }
    const less = pair(a, b, n, usage, ['A', 'b'])
    const equal = pair(aeq, beq, n, usage, ['Aeq', 'beq'])
    const program = conic(quadratic, linear, [
      ...constraintsOf(less.rows, less.limits, false),
      ...constraintsOf(equal.rows, equal.limits, true),
      ...boundRows(boundsOf(lb, ub, n, usage)),
    ])
    const result = solved(
      coneProgram(absoluteLimit(x0, c, program, usage), pause(context), accuracyOf(eps, usage)),
      'scs',
    )
    return answer({ x: result.x.slice(0, n), value: result.value })
  },
})

export const qclp = define({
  name: 'qclp',
  signature: 'qclp(r, V, k, [A], [b], [Aeq], [beq], [x0], [c], [eps=1e-6], [alpha=1.5])',
  kind: 'system',
  doc: 'The least r · x with xᵀ V x ≤ k, A x ≤ b, Aeq x = beq and Σ |x − x0| ≤ c, V positive semidefinite: a tuple of the value and x. By a primal-dual interior-point method, to eps at least; it needs no relaxation, and alpha changes nothing. An error where no x fulfils the constraints, or the value has no end.',
  examples: [['round(qclp([1, 1], matrix(1 0, 0 1), 2)[1], 4)', '[-1,-1]']],
  run: (context, r, v, k, a, b, aeq, beq, x0, c, eps) => {
    const usage = qclp.definition.signature
    const linear = pointArgument(r, usage, 'r')
    const n = linear.length
    const variance = symmetricRows(v, n, usage, 'V')
    const most = number(given(k), usage, 'k')
    if (!(most > 0)) throw new ScriptError(`Usage: ${usage}. k should be positive, not ${most}.`)
    if (!isSemidefinite(variance)) {
      throw new ScriptError('qclp: V is not positive semidefinite, so that the problem is not convex.')
    }
    const less = pair(a, b, n, usage, ['A', 'b'])
    const equal = pair(aeq, beq, n, usage, ['Aeq', 'beq'])
    const program = conic(null, linear, [
      ...constraintsOf(less.rows, less.limits, false),
      ...constraintsOf(equal.rows, equal.limits, true),
    ])
    // The length of V's square root times x is no more than that of k.
    const cone = [linear.map(() => 0), ...squareRoot(variance).map(row => row.map(value => -value))]
    const withCone: ConeProgram = {
      ...program,
      inequalities: [...program.inequalities, ...cone],
      limits: [...program.limits, Math.sqrt(most), ...linear.map(() => 0)],
      cones: [...program.cones, n + 1],
    }
    const result = solved(
      coneProgram(absoluteLimit(x0, c, withCone, usage), pause(context), accuracyOf(eps, usage)),
      'qclp',
    )
    return answer({ x: result.x.slice(0, n), value: result.value })
  },
})

const exits = {
  done: ['Problem solved to optimality', 0],
  infeasible: ['Primal infeasible', 1],
  unbounded: ['Dual infeasible', 2],
  'not converged': ['Numerical problems', -2],
} as const

export const socp = define({
  name: 'socp',
  signature: 'socp(f, [G], [h], [l], [q], [A], [b])',
  kind: 'system',
  doc: 'The least f · x with A x = b and h − G x in a cone: its first l elements are not negative, those that follow are second-order cones of the sizes q, where the first element is no less than the length of the rest. A tuple: how it ended, x, the value, and the same as a number: 0 solved, 1 without an x within the constraints, 2 without an end of the value, −2 not solved. By a primal-dual interior-point method.',
  examples: [
    ['round(socp([1, 1], matrix(0 -1 0, 0 0 -1), [1.0, 0, 0], 0, [3])[1], 6)', '[-0.707107,-0.707107]'],
  ],
  run: (context, f, g, h, l, q, a, b) => {
    const usage = socp.definition.signature
    const linear = pointArgument(f, usage, 'f')
    const conicPart = pair(g, h, linear.length, usage, ['G', 'h'])
    const equal = pair(a, b, linear.length, usage, ['A', 'b'])
    const sizes = given(q) === undefined ? [] : pointArgument(given(q), usage, 'q')
    const simple = integer(
      given(l),
      usage,
      'l',
      conicPart.rows.length - sizes.reduce((sum, size) => sum + size, 0),
    )
    const cones = [...new Array<number>(Math.max(0, simple)).fill(1), ...sizes]
    const total = cones.reduce((sum, size) => sum + size, 0)
    if (sizes.some(size => !(size >= 1) || !Number.isInteger(size)) || total !== conicPart.rows.length) {
      throw new ScriptError(
        `Usage: ${usage}. l and the sizes q of the cones should add up to the ${conicPart.rows.length} rows of G.`,
      )
    }
    const result = coneProgram(
      {
        quadratic: null,
        linear,
        equations: equal.rows,
        right: equal.limits,
        inequalities: conicPart.rows,
        limits: conicPart.limits,
        cones,
      },
      pause(context),
    )
    const [words, code] = exits[result.end]
    const [x, value] =
      result.end === 'done' ? [result.x, result.value] : [linear.map(() => Number.NaN), Number.NaN]
    return new Tuple([string(words), pointResult(x), numberResult(value), int(code)])
  },
})
