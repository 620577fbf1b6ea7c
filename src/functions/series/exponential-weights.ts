import { nullF64 } from '../../kernels/null.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DATE, DOUBLE, DURATION, isTemporal } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Duration } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number, truth, vector } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { durationUnits } from '../lift/time/temporal-shift.ts'
import { mapColumns } from '../lift/unary.ts'

// Statistics of all rows up to each, of which older ones count less and less.

interface Decay {
  /** What a row's weight is multiplied by with each row that follows it. */
  readonly factor: number
  /** How many steps each row is after the one before; missing: one. */
  readonly steps: Float64Array | null
  readonly least: number
  readonly adjust: boolean
  readonly ignoreNulls: boolean
}

type Args = readonly (Value | undefined)[]

const isGiven = (value: Value | undefined): value is Value =>
  value !== undefined && !(value instanceof Scalar && value.isNull)

/** The decay from the arguments com, span, halfLife, alpha, minPeriods, adjust, ignoreNA and times. @throws ScriptError */
function decayOf(
  name: string,
  [com, span, halfLife, alpha, minPeriods, adjust, ignoreNA, times]: Args,
): Decay {
  const given = [com, span, halfLife, alpha].filter(isGiven)
  if (given.length !== 1)
    throw new ScriptError(`${name}: exactly one of com, span, halfLife and alpha must be given.`)
  const isTimed = isGiven(halfLife) && (halfLife as Scalar).type === DURATION
  if (isTimed && !isGiven(times)) throw new ScriptError(`${name}: a duration as halfLife needs times.`)
  return {
    factor: isTimed ? 0.5 : 1 - alphaOf(name, com, span, halfLife, alpha),
    steps: isTimed ? stepsOf(name, vector(times, name, 'times'), (halfLife as Scalar).raw as Duration) : null,
    least: isGiven(minPeriods) ? integer(minPeriods, name, 'minPeriods') : 0,
    adjust: truth(adjust, name, 'adjust', true),
    ignoreNulls: truth(ignoreNA, name, 'ignoreNA', false),
  }
}

function alphaOf(name: string, ...[com, span, halfLife, alpha]: Args): number {
  const inRange = (value: number, parameter: string, least: number) => {
    if (value >= least) return value
    throw new ScriptError(`${name}: ${parameter} should be at least ${least}, not ${value}.`)
  }
  if (isGiven(com)) return 1 / (1 + inRange(number(com, name, 'com'), 'com', 0))
  if (isGiven(span)) return 2 / (1 + inRange(number(span, name, 'span'), 'span', 1))
  if (isGiven(halfLife)) return 1 - Math.exp(Math.log(0.5) / number(halfLife, name, 'halfLife'))
  const share = number(alpha, name, 'alpha')
  if (share <= 0 || share > 1)
    throw new ScriptError(`${name}: alpha should be above 0 and at most 1, not ${share}.`)
  return share
}

/** How many half-lives each row is after the one before. */
function stepsOf(name: string, times: Vector, halfLife: Duration): Float64Array {
  const { type } = times
  if (!isTemporal(type)) throw new ScriptError(`${name}: times should be temporal, not ${type}.`)
  const isBusiness = halfLife.unit === 'B'
  if (isBusiness && type !== DATE)
    throw new ScriptError(`${name}: with business days, times should be dates.`)
  const read = rawReader(times)
  const at = (row: number) => (isBusiness ? workdaysUntil(Number(read(row))) : Number(read(row)))
  const length = isBusiness ? halfLife.amount : Number(durationUnits(halfLife, type))
  return Float64Array.from({ length: times.length }, (_, row) =>
    row === 0 ? 0 : (at(row) - at(row - 1)) / length,
  )
}

/** Workdays from Monday, the 29th of December 1969, up to a day. */
function workdaysUntil(day: number): number {
  const sinceMonday = day + 3
  const weeks = Math.floor(sinceMonday / 7)
  return 5 * weeks + Math.min(5, sinceMonday - 7 * weeks + 1)
}

const decayed = (decay: Decay, row: number) =>
  decay.steps ? decay.factor ** decay.steps[row]! : decay.factor

function means(x: Float64Array, decay: Decay, out: Float64Array): void {
  const added = decay.adjust ? 1 : 1 - decay.factor
  let [mean, weight, count] = [nullF64, 1, 0]
  for (let row = 0; row < x.length; row++) {
    const value = x[row]!
    const isValid = value !== nullF64
    if (isValid) count++
    if (mean === nullF64) mean = value
    else if (isValid || !decay.ignoreNulls) {
      weight *= decayed(decay, row)
      if (isValid) {
        mean = mean === value ? mean : (weight * mean + added * value) / (weight + added)
        weight = decay.adjust ? weight + added : 1
      }
    }
    out[row] = count >= decay.least ? mean : nullF64
  }
}

/** The covariance of two columns, of which rows with a null in either don't count. */
function covariances(x: Float64Array, y: Float64Array, decay: Decay, bias: boolean, out: Float64Array): void {
  const { adjust, ignoreNulls, factor } = decay
  const added = adjust ? 1 : 1 - factor
  const least = Math.max(decay.least, 1)
  let [meanX, meanY, covariance] = [nullF64, nullF64, 0]
  let [sum, squares, weight, count] = [1, 1, 1, 0]
  for (let row = 0; row < x.length; row++) {
    const [p, q] = [x[row]!, y[row]!]
    const isValid = p !== nullF64 && q !== nullF64
    if (isValid) count++
    if (meanX === nullF64) {
      if (isValid) [meanX, meanY] = [p, q]
    } else if (isValid || !ignoreNulls) {
      sum *= factor
      squares *= factor * factor
      weight *= factor
      if (isValid) {
        const whole = weight + added
        const [oldX, oldY] = [meanX, meanY]
        if (meanX !== p) meanX = (weight * oldX + added * p) / whole
        if (meanY !== q) meanY = (weight * oldY + added * q) / whole
        const moved = covariance + (oldX - meanX) * (oldY - meanY)
        covariance = (weight * moved + added * (p - meanX) * (q - meanY)) / whole
        sum += added
        squares += added * added
        weight = whole
        if (!adjust) [sum, squares, weight] = [sum / weight, squares / (weight * weight), 1]
      }
    }
    const spread = sum * sum - squares
    const corrected = spread > 0 ? ((sum * sum) / spread) * covariance : nullF64
    out[row] = count < least ? nullF64 : bias ? covariance : corrected
  }
}

const doublesOf = (column: Vector) => castFlat(column, DOUBLE).data as Float64Array

type Fill = (x: Float64Array, out: Float64Array) => void

function computed(column: Vector, fill: Fill): Vector {
  const out = allocateResult(DOUBLE, column.length)
  fill(doublesOf(column), out.data as Float64Array)
  out.mayHoldNulls = true
  return out
}

// Of a table: of its columns of numbers, with the others as they are.
function over(name: string, x: Value, fill: Fill): Value {
  if (x instanceof Table)
    return mapColumns(x, column => (isPlainNumber(column.type) ? computed(column, fill) : column))
  return applySeries({ name, of: ([column]) => computed(column!, fill) }, [x])
}

const weights = '[com], [span], [halfLife], [alpha], [minPeriods=0], [adjust=true], [ignoreNA=false]'
const rule =
  'of all rows up to each with weights that shrink by 1 − alpha from row to row; alpha is given itself, as com (1 / (1 + com)), as span (2 / (span + 1)) or as halfLife.'

export const ewmMean = define({
  name: 'ewmMean',
  signature: `ewmMean(X, ${weights}, [times])`,
  kind: 'series',
  doc: `The mean ${rule} A duration as halfLife counts in times.`,
  examples: [['ewmMean(X=[0,1,2,int(),4], com=0.5)', '[0,0.75,1.615385,1.615385,3.670213]']],
  run: (_, x, ...args) => {
    const decay = decayOf('ewmMean', args)
    return over('ewmMean', x!, (values, out) => means(values, decay, out))
  },
})

function spread(
  name: 'ewmVar' | 'ewmStd',
  word: string,
  finish: (variance: number) => number,
  example: readonly [string, string],
): Builtin {
  return define({
    name,
    signature: `${name}(X, ${weights}, [bias=false])`,
    kind: 'series',
    doc: `The ${word} ${rule}`,
    examples: [example],
    run: (_, x, ...args) => {
      const decay = decayOf(name, args.slice(0, 7))
      const bias = truth(args[7], name, 'bias', false)
      return over(name, x!, (values, out) => {
        covariances(values, values, decay, bias, out)
        for (let i = 0; i < out.length; i++) if (out[i] !== nullF64) out[i] = finish(out[i]!)
      })
    },
  })
}

export const ewmVar = spread('ewmVar', 'variance', variance => variance, [
  'ewmVar(X=[0,1,2,int(),4], com=0.5)',
  '[,0.5,0.846154,0.846154,2.960165]',
])
export const ewmStd = spread('ewmStd', 'standard deviation', Math.sqrt, [
  'ewmStd(X=[0,1,2,int(),4], com=0.5)',
  '[,0.707107,0.919866,0.919866,1.720513]',
])

type PairFill = (x: Float64Array, y: Float64Array, decay: Decay, bias: boolean, out: Float64Array) => void

// Rows with a null in either count as null in both.
const correlations: PairFill = (x, y, decay, _, out) => {
  const [p, q] = [Float64Array.from(x), Float64Array.from(y)]
  for (let i = 0; i < p.length; i++) if (p[i] === nullF64 || q[i] === nullF64) p[i] = q[i] = nullF64
  covariances(p, q, decay, true, out)
  const [ofX, ofY] = [new Float64Array(p.length), new Float64Array(p.length)]
  covariances(p, p, decay, true, ofX)
  covariances(q, q, decay, true, ofY)
  for (let i = 0; i < out.length; i++) {
    const product = ofX[i]! * ofY[i]!
    out[i] = out[i] === nullF64 || !(product > 0) ? nullF64 : out[i]! / Math.sqrt(product)
  }
}

function pairwise(
  name: 'ewmCov' | 'ewmCorr',
  word: string,
  fill: PairFill,
  example: readonly [string, string],
): Builtin {
  return define({
    name,
    signature: `${name}(X, ${weights}, [other], [bias=false])`,
    kind: 'series',
    doc: `The ${word} of X and other ${rule}`,
    examples: [example],
    run: (_, x, ...args) => {
      const decay = decayOf(name, args.slice(0, 7))
      const other = args[7]
      const bias = truth(args[8], name, 'bias', false)
      if (x instanceof Matrix && other instanceof Matrix) {
        const of = ([p, q]: readonly Vector[]) =>
          computed(p!, (values, out) => fill(values, doublesOf(q!), decay, bias, out))
        return applySeries({ name, of }, [x, other])
      }
      const y = doublesOf(vector(other, name, 'other'))
      const length =
        x instanceof Vector ? x.length : x instanceof Matrix || x instanceof Table ? x.rows : y.length
      if (length !== y.length) throw sizesDiffer(name, length, y.length)
      return over(name, x!, (values, out) => fill(values, y, decay, bias, out))
    },
  })
}

export const ewmCov = pairwise('ewmCov', 'covariance', covariances, [
  'ewmCov(X=[0,1,2,int(),4], other=[2,4,3,6,5], com=0.5)',
  '[,1,-0.038462,-0.038462,2.112637]',
])
export const ewmCorr = pairwise('ewmCorr', 'correlation', correlations, [
  'round(ewmCorr(X=[0,1,2,int(),4], other=[2,4,3,6,5], com=0.5), 3)',
  '[,1,-0.053,-0.053,0.915]',
])
