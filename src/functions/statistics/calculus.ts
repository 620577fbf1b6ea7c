import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { double, Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

// Derivatives and integrals of functions, by their values.

const missing = nullOf(DOUBLE) as number

/** `func` as a function of numbers; NaN where it has no value. */
function numeric(context: Context, func: Value): (...x: number[]) => number {
  return (...x) => {
    context.checkCancelled()
    const value = context.call(func, x.map(double))
    if (!(value instanceof Scalar))
      throw new ScriptError(`The function should give a number, not a ${value.form}.`)
    const raw = castScalar(value, DOUBLE).raw as number
    return raw === missing ? Number.NaN : raw
  }
}

const result = (x: number) => (Number.isFinite(x) ? x : missing)

/** The numbers of an argument; null is NaN. */
function numbersOf(value: Value | undefined, usage: string, parameter: string): number[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => {
    if (item instanceof Scalar && item.isNull) return Number.NaN
    return number(item, usage, parameter)
  })
}

/**
 * Weights of the central differences of the first derivative over 2m + 1 points: what makes every polynomial of that
 * degree exact.
 */
function weights(m: number): number[] {
  return Array.from({ length: m }, (_, i) => {
    const k = i + 1
    let weight = k % 2 === 1 ? 1 / k : -1 / k
    // m!² / ((m − k)! (m + k)!)
    for (let j = 0; j < k; j++) weight *= (m - j) / (m + j + 1)
    return weight
  })
}

export const difference = define({
  name: 'difference',
  signature: 'difference(X)',
  kind: 'aggregate',
  doc: 'The last element less the first; 0 of a scalar.',
  examples: [
    ['difference(12.3 15.6 17.8)', '5.5'],
    ['difference(278)', '0'],
  ],
  run: (_, x) => {
    if (x instanceof Scalar) return double(0)
    const column = vector(x, 'difference(X)', 'X')
    if (column.length === 0) return double(missing)
    const [first, last] = [column.get(0), column.get(column.length - 1)].map(
      each => castScalar(each as Scalar, DOUBLE).raw as number,
    ) as [number, number]
    return double(first === missing || last === missing ? missing : last - first)
  },
})

export const derivative = define({
  name: 'derivative',
  signature: 'derivative(func, X, [dx=1.0], [n=1], [order=3])',
  kind: 'template',
  doc: 'The derivative of a function of one number at X, from its values at `order` points dx apart.',
  examples: [
    ['derivative(pow{3,}, 5)', '324'],
    ['round(derivative(sin, 0 1, 1e-3), 4)', '[1,0.5403]'],
  ],
  run: (context, func, x, dx, n, order) => {
    const usage = 'derivative(func, X, [dx=1.0], [n=1], [order=3])'
    if (integer(n, usage, 'n', 1) !== 1) throw wrongArgument(usage, 'n', '1', n)
    const points = integer(order, usage, 'order', 3)
    if (points < 3 || points > 1023 || points % 2 === 0)
      throw wrongArgument(usage, 'order', 'an odd number from 3 to 1023', order)
    const step = number(dx, usage, 'dx', 1)
    const of = numeric(context, func!)
    const shares = weights((points - 1) / 2)
    const at = (place: number) =>
      result(
        shares.reduce(
          (sum, weight, i) => sum + weight * (of(place + (i + 1) * step) - of(place - (i + 1) * step)),
          0,
        ) / step,
      )
    const values = numbersOf(x, usage, 'X').map(place => (Number.isNaN(place) ? missing : at(place)))
    return x instanceof Vector ? doubles(values) : double(values[0]!)
  },
})

// Gauss and Kronrod's 7 and 15 points, on −1 … 1.
const NODES = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
]
const KRONROD = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
]
const GAUSS = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694]

interface Estimate {
  readonly value: number
  readonly error: number
}

function estimate(of: (x: number) => number, from: number, to: number): Estimate {
  const [centre, half] = [(from + to) / 2, (to - from) / 2]
  let [kronrod, gauss] = [0, 0]
  NODES.forEach((node, i) => {
    const sum = node === 0 ? of(centre) : of(centre - half * node) + of(centre + half * node)
    kronrod += KRONROD[i]! * sum
    if (i % 2 === 1) gauss += GAUSS[(i - 1) / 2]! * sum
  })
  return { value: kronrod * half, error: Math.abs((kronrod - gauss) * half) }
}

const MOST_PIECES = 200
const TOLERANCE = 1.5e-8

/** By adaptive Gauss–Kronrod quadrature, as in QUADPACK: the worst piece is halved until the error is small. */
function integrate(of: (x: number) => number, from: number, to: number): number {
  if (from === to) return 0
  const pieces = [{ from, to, ...estimate(of, from, to) }]
  const total = (of_: (piece: Estimate) => number) => pieces.reduce((sum, piece) => sum + of_(piece), 0)
  while (pieces.length < MOST_PIECES) {
    const value = total(piece => piece.value)
    const error = total(piece => piece.error)
    if (!Number.isFinite(value) || error <= Math.max(TOLERANCE, TOLERANCE * Math.abs(value))) return value
    const worst = pieces.reduce((most, piece, i) => (piece.error > pieces[most]!.error ? i : most), 0)
    const [{ from: low, to: high }] = pieces.splice(worst, 1) as [(typeof pieces)[number]]
    const middle = (low + high) / 2
    pieces.push(
      { from: low, to: middle, ...estimate(of, low, middle) },
      { from: middle, to: high, ...estimate(of, middle, high) },
    )
  }
  // Pieces whose error doesn't fall say that there is no finite integral.
  return total(piece => piece.error) < 1e-3 * Math.abs(total(piece => piece.value))
    ? total(piece => piece.value)
    : Number.NaN
}

// An infinite end is brought to a finite one by x = t / (1 − t²), or from one end by x = a + t / (1 − t).
function integral1(of: (x: number) => number, from: number, to: number): number {
  const [open, closed] = [Number.isNaN(from), Number.isNaN(to)]
  if (!open && !closed) return integrate(of, from, to)
  if (open && closed) return integrate(t => (of(t / (1 - t * t)) * (1 + t * t)) / (1 - t * t) ** 2, -1, 1)
  if (closed) return integrate(t => of(from + t / (1 - t)) / (1 - t) ** 2, 0, 1)
  return integrate(t => of(to - t / (1 - t)) / (1 - t) ** 2, 0, 1)
}

export const integral = define({
  name: 'integral',
  signature: 'integral(func, start, end, [start2], [end2])',
  kind: 'template',
  doc: 'The integral of a function of one number from start to end, where null is without end; with start2 and end2, numbers or functions of the first (of a vector its first element), the double integral of a function of two. Null where there is none.',
  examples: [
    ['integral(pow{,3}, 5, 9)', '1484'],
    ['integral(abs, -10, 10)', '100'],
    ['integral(cos, 0, [0, pi])[0]', '0'],
  ],
  run: (context, func, start, end, start2, end2) => {
    const usage = 'integral(func, start, end, [start2], [end2])'
    const of = numeric(context, func!)
    const isDouble = start2 !== undefined || end2 !== undefined
    const lists = [numbersOf(start, usage, 'start'), numbersOf(end, usage, 'end')]
    const inner = isDouble ? [start2, end2].map(each => innerBound(context, each, usage)) : []
    const rows = Math.max(...lists.map(list => list.length), ...inner.map(bound => bound.rows))
    const wrong = [...lists.map(list => list.length), ...inner.map(bound => bound.rows)].some(
      length => length !== 1 && length !== rows,
    )
    if (wrong) throw new ScriptError(`Usage: ${usage}. The bounds differ in size.`)
    const values = Array.from({ length: rows }, (_, i) => {
      const [from, to] = lists.map(list => list[list.length === 1 ? 0 : i]!) as [number, number]
      if (!isDouble) return result(integral1(of, from, to))
      const over = (x: number) => integral1(y => of(x, y), inner[0]!.at(x), inner[1]!.at(x))
      return result(integral1(over, from, to))
    })
    const isVector = [start, end, start2, end2].some(each => each instanceof Vector)
    return isVector ? doubles(values) : double(values[0]!)
  },
})

function innerBound(context: Context, value: Value | undefined, usage: string) {
  if (value?.form === 'function') {
    const of = numeric(context, value)
    return { rows: 1, at: of }
  }
  const list = value === undefined ? [Number.NaN] : numbersOf(value, usage, 'start2')
  // Of a vector DolphinDB takes the first for all, as its page shows.
  return { rows: list.length, at: () => list[0]! }
}
