import { pieceOf } from '../../kernels/interpolation/piecewise-cubic.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { DOUBLE, isLiteral } from '../../values/data-type.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfData } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { type Points, pointsOf, valuesAt, wholeNumbers } from './points.ts'

const usage = "linearInterpolateFit(X, Y, [fillValue='extrapolate'], [sorted=false])"

/** What is given for places before and after all points; undefined: the outermost lines go on. */
function outside(fill: Value): readonly [before: number, after: number] | undefined {
  if (fill instanceof Scalar && isLiteral(fill.type) && fill.raw === 'extrapolate') return undefined
  if (fill instanceof Pair && isPlainNumber(fill.type)) return [Number(fill.first), Number(fill.second)]
  if (fill instanceof Vector && fill.length === 2) {
    const [before, after] = wholeNumbers(fill, usage, 'fillValue')
    return [before!, after!]
  }
  throw wrongArgument(usage, 'fillValue', "a pair of numbers or 'extrapolate'", fill)
}

function inOrder({ x, y }: Points, isSorted: boolean): Points {
  const rows = Array.from(x.keys())
  if (!isSorted) rows.sort((a, b) => x[a]! - x[b]!)
  else if (rows.some(i => i > 0 && x[i]! < x[i - 1]!))
    throw new ScriptError(`Usage: ${usage}. With sorted=true X should ascend.`)
  if (x[rows[0]!] === x[rows.at(-1)!])
    throw new ScriptError(`Usage: ${usage}. X should hold at least two different values.`)
  return { x: x.map((_, i) => x[rows[i]!]!), y: y.map((_, i) => y[rows[i]!]!) }
}

export const linearInterpolatePredict = define({
  name: 'linearInterpolatePredict',
  signature: 'linearInterpolatePredict(model, X)',
  kind: 'system',
  doc: 'The values at X of the lines between points that linearInterpolateFit put in order.',
  examples: [['linearInterpolatePredict(linearInterpolateFit(1 2 4, 1 2 0), 3 5)', '[1,-1]']],
  run: (_, model, at) => {
    const use = 'linearInterpolatePredict(model, X)'
    const [x, y] = [numbersOf(model, 'sortedX', use), numbersOf(model, 'sortedY', use)]
    const beyond = outside(partOf(model, 'fillValue', use))
    if (x.length < 2 || x.length !== y.length)
      throw new ScriptError(
        `Usage: ${use}. sortedX and sortedY of the model should be as long as each other.`,
      )
    return valuesAt(wholeNumbers(at, use, 'X'), place => {
      if (beyond && place < x[0]!) return beyond[0]
      if (beyond && place > x.at(-1)!) return beyond[1]
      const i = pieceOf(x, place)
      return y[i]! + ((y[i + 1]! - y[i]!) / (x[i + 1]! - x[i]!)) * (place - x[i]!)
    })
  },
})

export const linearInterpolateFit = define({
  name: 'linearInterpolateFit',
  signature: usage,
  kind: 'system',
  doc: 'The lines between points, as a model with predict. fillValue is a pair of what it gives before the first point and after the last; without, the outermost lines go on. X need not be in order unless sorted says so.',
  examples: [
    ['linearInterpolateFit(3 1 2, 30 10 20).predict(1.5 4)', '[15,40]'],
    ['linearInterpolateFit(1 2, 10 20, 0:0).predict(0 1.5 4)', '[0,15,0]'],
  ],
  run: (_, x, y, fillValue, sorted) => {
    const fill = given(fillValue) ?? string('extrapolate')
    outside(fill)
    const points = inOrder(pointsOf(x, y, usage, 2), truth(given(sorted), usage, 'sorted', false))
    const parts = {
      sortedX: vectorOfData(DOUBLE, points.x, false),
      sortedY: vectorOfData(DOUBLE, points.y, false),
      fillValue: fill,
    }
    return modelOf('linearInterpolate', parts, linearInterpolatePredict)
  },
})
