import { nullF64 } from '../../kernels/null.ts'
import { wholeSegment } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, number, truth } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import {
  type Average,
  adaptive,
  double,
  exponential,
  exponentialFromStart,
  linear,
  simple,
  tillsons,
  triangular,
  triple,
  usual,
  wilders,
} from '../window/averages.ts'

// Moving averages of technical analysis.

/** The average in each segment of a column. */
function averaged(column: Vector, average: Average, offsets: Int32Array): FixedVector {
  const source = castFlat(column, DOUBLE).data as Float64Array
  const out = allocateResult(DOUBLE, column.length)
  const data = out.data as Float64Array
  for (let s = 0; s + 1 < offsets.length; s++) {
    average(source.subarray(offsets[s], offsets[s + 1]), data.subarray(offsets[s], offsets[s + 1]))
  }
  out.mayHoldNulls = data.includes(nullF64)
  return out
}

function over(name: string, x: Value, average: Average): Value {
  return applySeries(
    {
      name,
      of: ([column]) => averaged(column!, average, wholeSegment(column!.length)),
      takes: column => isPlainNumber(column.type),
    },
    [x],
  )
}

function windowOf(value: Value | undefined, name: string): number {
  const window = integer(value, name, 'window')
  if (window < 2)
    throw new ScriptError(`Usage: ${name}(X, window). window should be larger than 1, not ${window}.`)
  return window
}

type Extra = readonly (Value | undefined)[]

function declare(
  name: string,
  doc: string,
  example: readonly [string, string],
  averageOf: (window: number, extra: Extra) => Average,
  parameters = '',
): Builtin {
  return define({
    name,
    signature: `${name}(X, window${parameters})`,
    kind: 'series',
    doc: `${doc} Nulls at the beginning stay; the window begins at the first value.`,
    examples: [example],
    run: (_, x, window, ...extra) => over(name, x!, averageOf(windowOf(window, name), extra)),
    segmented: ([x, window, ...extra], offsets) =>
      x instanceof FixedVector ? averaged(x, averageOf(windowOf(window, name), extra), offsets) : undefined,
  })
}

export const sma = declare('sma', 'The simple moving average.', ['sma(1 2 3 4, 3)', '[,,2,3]'], simple)
export const wma = declare(
  'wma',
  'The moving average with weights that grow from 1 for the oldest.',
  ['wma(1 2 3 7, 3)', '[,,2.333333,4.833333]'],
  linear,
)
export const trima = declare(
  'trima',
  'The triangular moving average: a simple one of a simple one.',
  ['trima(12.1 12.2 12.6, 3)', '[,,12.275]'],
  triangular,
)
export const ema = declare(
  'ema',
  'The exponential moving average, beginning with the mean of the first window; with warmup=true with the first value.',
  ['ema(12.1 12.2 12.6 12.8 11.9, 3)', '[,,12.3,12.55,12.225]'],
  (window, [warmup]) =>
    truth(warmup, 'ema', 'warmup', false) ? exponentialFromStart(2 / (window + 1)) : usual(window),
  ', [warmup=false]',
)
export const gema = declare(
  'gema',
  'The exponential moving average that goes `alpha` of the way to each value.',
  ['gema(12.1 12.2 12.6 12.8, 3, 0.1)', '[,,12.3,12.35]'],
  (window, [alpha]) => exponential(window, number(alpha, 'gema', 'alpha')),
  ', alpha',
)
export const wilder = declare(
  'wilder',
  'The exponential moving average that goes 1 / window of the way to each value.',
  ['wilder(12.1 12.2 12.6 12.8, 3)', '[,,12.3,12.466667]'],
  wilders,
)
export const dema = declare(
  'dema',
  'The double exponential moving average: twice one less one of that.',
  ['dema(1 2 3 4 5, 3)', '[,,,,5]'],
  double,
)
export const tema = declare(
  'tema',
  'The triple exponential moving average.',
  ['tema(1..7, 3)', '[,,,,,,7]'],
  triple,
)
export const t3 = declare(
  't3',
  'Tillson’s T3 moving average.',
  ['t3(1..13, 3, 0.5)[12]', '11.5'],
  (window, [factor]) => tillsons(window, number(factor, 't3', 'vfactor', 1)),
  ', [vfactor=1.0]',
)
export const kama = declare(
  'kama',
  'Kaufman’s adaptive moving average.',
  ['kama(51.65 81.18 43.37 11.26 82.79 13.4, 5)', '[,,,,,81.006144]'],
  adaptive,
)

const kinds: readonly ((window: number) => Average)[] = [
  simple,
  usual,
  linear,
  double,
  triple,
  triangular,
  adaptive,
]

export const ma = define({
  name: 'ma',
  signature: 'ma(X, window, maType)',
  kind: 'series',
  doc: 'A moving average of technical analysis by number: 0 sma, 1 ema, 2 wma, 3 dema, 4 tema, 5 trima, 6 kama, 8 t3.',
  examples: [['ma(1 2 3 4, 3, 0)', '[,,2,3]']],
  run: (_, x, window, maType) => {
    const kind = integer(maType, 'ma', 'maType')
    const rows = windowOf(window, 'ma')
    const average = kind === 8 ? tillsons(rows, 1) : kinds[kind]?.(rows)
    if (!average) throw new ScriptError(`ma: maType should be between 0 and 6, or 8, not ${kind}.`)
    return over('ma', x!, average)
  },
})
