import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import { wholeSegment } from '../../kernels/windows/windows.ts'
import type { Value } from '../../values/value.ts'
import type { Aggregation } from '../aggregate/aggregation.ts'
import { growingWindows } from '../aggregate/growing-windows.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { type Builtin, define } from '../define.ts'
import { quantileAggregation } from '../statistics/aggregate-order.ts'
import { applyMoving, timeMovingOver } from '../window/declare.ts'
import { ofTopRows, topRule } from '../window/top-rows.ts'
import { rowsOfWindow, windowsOfRows } from '../window/windows-of.ts'

// Aggregates of the first rows of a window in order of another column.

type Args = readonly (Value | undefined)[]

const rule =
  'Rows are chosen by S, ascending or descending, the first `top` of them; rows with a null there are left out. Where equal rows don’t all fit, tiesMethod takes the oldest, the latest or all.'

function movingTop(
  aggregate: string,
  aggregation: Aggregation,
  example: readonly [string, string] | null,
): Builtin {
  const name = `m${aggregate}TopN`
  const { inputs } = aggregation
  // Shape functions came later, with another default.
  const fallback = /skew|kurtosis/.test(aggregate) ? 'latest' : 'oldest'
  return define({
    name,
    signature: `${name}(${inputs === 1 ? 'X' : 'X, Y'}, S, window, top, [ascending=true], [tiesMethod='${fallback}'])`,
    kind: 'series',
    doc: `The ${aggregate} of the first rows of each window of rows. ${rule}`,
    examples: example ? [example] : [],
    run: (_, ...args: Args) => {
      const [window, top, ascending, ties] = args.slice(inputs + 1)
      const moving = ofTopRows(aggregation, topRule(name, top, ascending, ties, fallback))
      const rows = rowsOfWindow(window, name)
      return applyMoving(name, moving, args.slice(0, inputs + 1) as Value[], n => windowsOfRows(n, rows, 1))
    },
  })
}

function runningTop(
  aggregate: string,
  aggregation: Aggregation,
  example: readonly [string, string] | null,
): Builtin {
  const name = `cum${aggregate}TopN`
  const { inputs } = aggregation
  return define({
    name,
    signature: `${name}(${inputs === 1 ? 'X' : 'X, Y'}, S, top, [ascending=true], [tiesMethod='latest'])`,
    kind: 'series',
    doc: `The ${aggregate} of the first rows of all up to each. ${rule}`,
    examples: example ? [example] : [],
    run: (_, ...args: Args) => {
      const [top, ascending, ties] = args.slice(inputs + 1)
      const moving = ofTopRows(aggregation, topRule(name, top, ascending, ties, 'latest'))
      const windowsFor = (n: number) => growingWindows(n, wholeSegment(n))
      return applyMoving(name, moving, args.slice(0, inputs + 1) as Value[], windowsFor)
    },
  })
}

function timeTop(
  aggregate: string,
  aggregation: Aggregation,
  example: readonly [string, string] | null,
): Builtin {
  const name = `tm${aggregate}TopN`
  const { inputs } = aggregation
  return define({
    name,
    signature: `${name}(T, ${inputs === 1 ? 'X' : 'X, Y'}, S, window, top, [ascending=true], [tiesMethod='latest'])`,
    kind: 'series',
    doc: `The ${aggregate} of the first rows of each window of time. ${rule}`,
    examples: example ? [example] : [],
    run: (_, times, ...args: Args) => {
      const [window, top, ascending, ties] = args.slice(inputs + 1)
      const moving = ofTopRows(aggregation, topRule(name, top, ascending, ties, 'latest'))
      return timeMovingOver(name, moving, times, args.slice(0, inputs + 1), window)
    },
  })
}

const examples: Readonly<Record<string, readonly [string, string]>> = {
  msum: ['msumTopN(1..7, 0.3 0.5 0.1 0.1 0.5 0.2 0.4, 4, 2)', '[1,3,4,7,7,7,10]'],
  cumsum: ['cumsumTopN(2 1 4 3 4 3 1, 5 8 1 1 1 3 1, 3)', '[2,3,7,9,11,11,8]'],
  tmsum: ['tmsumTopN(1..7, 2 1 4 3 4 3 1, 5 8 1 NULL 1 1 3, 6, 4)', '[2,3,7,7,11,13,12]'],
}

const kernels: readonly AggregateName[] = [
  'sum',
  'avg',
  'std',
  'stdp',
  'var',
  'varp',
  'skew',
  'kurtosis',
  'beta',
  'corr',
  'covar',
  'covarp',
  'wsum',
]

/** The three forms of each aggregate, by name. */
export const topFunctions: readonly Builtin[] = kernels.flatMap(kernel => {
  const aggregation = new KernelAggregation(kernel, kernel)
  return [
    movingTop(kernel, aggregation, examples[`m${kernel}`] ?? null),
    runningTop(kernel, aggregation, examples[`cum${kernel}`] ?? null),
    timeTop(kernel, aggregation, examples[`tm${kernel}`] ?? null),
  ]
})

export const mpercentileTopN = define({
  name: 'mpercentileTopN',
  signature:
    "mpercentileTopN(X, S, percent, window, top, [interpolation='linear'], [ascending=true], [tiesMethod='oldest'])",
  kind: 'series',
  doc: `The value below which the given share (0 to 100) of the first rows of each window lies. ${rule}`,
  examples: [['mpercentileTopN(1..5, 5..1, 50, 3, 2)', '[1,1.5,2.5,3.5,4.5]']],
  run: (_, x, s, percent, window, top, interpolation, ascending, ties) => {
    const name = 'mpercentileTopN'
    const aggregation = quantileAggregation(name, 'percent', 100, percent, interpolation)
    const moving = ofTopRows(aggregation, topRule(name, top, ascending, ties, 'oldest'))
    const rows = rowsOfWindow(window, name)
    return applyMoving(name, moving, [x!, s!], n => windowsOfRows(n, rows, 1))
  },
})
