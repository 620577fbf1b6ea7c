import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { rangesOf, withoutResult } from '../aggregate/moving-ranges.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applyMoving, declareMoving, type Moving } from '../window/declare.ts'
import { leastOf, windowsOfRows } from '../window/windows-of.ts'

const missing = nullOf(DOUBLE) as number

/** Means of windows as long as the weights, whose last goes with the row itself; nulls and their weights are left out. */
function weighted(weights: Float64Array): Moving {
  return {
    name: 'mavg',
    takes: ([type]) => isPlainNumber(type!),
    moving: (columns, windows) => {
      const data = castFlat(columns[0]!, DOUBLE).data as Float64Array
      const { starts, ends } = rangesOf(windows, data.length)
      const none = withoutResult(windows, columns)
      const out = allocateResult(DOUBLE, data.length)
      for (let r = 0; r < data.length; r++) {
        let [sum, total] = [0, 0]
        const shift = weights.length - (ends[r]! - starts[r]!)
        for (let i = starts[r]!; i < ends[r]!; i++) {
          if (data[i] === missing) continue
          const weight = weights[shift + i - starts[r]!]!
          sum += data[i]! * weight
          total += weight
        }
        out.setRaw(r, none(r) || total === 0 ? missing : sum / total)
      }
      return out
    },
  }
}

const plain = declareMoving('mavg', new KernelAggregation('mavg', 'avg'), 'The mean of each window.', [
  ['mavg(7 4 6 0, 2)', '[,5.5,5,3]'],
])

export const mavg = define({
  ...plain.definition,
  signature: 'mavg(X, window, [minPeriods])',
  doc: `${plain.definition.doc} A vector as window gives weights.`,
  examples: [...plain.definition.examples, ['mavg(7 4 6 0, 1 1)', '[,5.5,5,3]']],
  run: (context, x, window, minPeriods) => {
    if (!(window instanceof Vector)) return plain.definition.run(context, x, window, minPeriods)
    const weights = castFlat(window, DOUBLE).data as Float64Array
    const least = leastOf(minPeriods, 'mavg')
    return applyMoving('mavg', weighted(weights), [x!], rows => windowsOfRows(rows, weights.length, least))
  },
  segmented: (args, offsets) =>
    args[1] instanceof Vector ? undefined : plain.definition.segmented!(args, offsets),
})
