import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { INT, isLiteral } from '../../values/data-type.ts'
import { Chart, chartTypes } from '../../values/forms/chart.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, int, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { concatenate } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { given, integer, texts, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

const usage = 'plot(data, [labels], [title], [chartType=LINE], [stacking=false], [extras])'

export const plot = define({
  name: 'plot',
  signature: usage,
  kind: 'system',
  doc: 'A chart of a vector, or of several: a tuple of vectors, a matrix or a table, each column of which is a series. `labels` belong to the points, of a matrix its row labels do; `title` is that of the chart, or a vector with those of the axes behind it. chartType is one of LINE, PIE, COLUMN, BAR, AREA, SCATTER and others.',
  examples: [
    ['typestr(plot(1..5 as x, `a`b`c`d`e, "five"))', 'CHART'],
    ['c = plot(table(1 2 as x, 3 4 as y), , "two series", BAR); c[`data]', 'x y\n- -\n1 3\n2 4'],
  ],
  run: (_, ...args) => chartOf([], args),
  runNamed: (_, names, args) => chartOf(names, args),
})

const histogramUsage = 'plotHist(data, [binNum], [range], [title])'

export const plotHist = define({
  name: 'plotHist',
  signature: histogramUsage,
  kind: 'system',
  doc: 'A histogram of numbers: of a vector, or a matrix or table of one column. binNum is how many bins it shows, `range` is a pair of where they begin and end.',
  examples: [
    ['c = plotHist(1.5 2.5 2.6, 4, 0:4, "three"); typestr(c)', 'CHART'],
    ['c = plotHist(1.5 2.5 2.6, 4, 0:4); (c[`binCount], c[`binStart], c[`binEnd])', '(4,0,4)'],
  ],
  run: (_, ...args) => {
    const [data, count, range, title] = args.map(given)
    const chart = chartOf([], [data, undefined, title, int(chartTypes.indexOf('HISTOGRAM'))])
    if ((chart.get('data') as Matrix).columns !== 1)
      throw wrongArgument(histogramUsage, 'data', 'one column of numbers', data)
    if (count !== undefined) chart.set('binCount', int(integer(count, histogramUsage, 'binNum')))
    if (range === undefined) return chart
    if (!(range instanceof Pair)) throw wrongArgument(histogramUsage, 'range', 'a pair of numbers', range)
    chart.set('binStart', new Scalar(range.type, range.first))
    chart.set('binEnd', new Scalar(range.type, range.second))
    return chart
  },
})

function chartOf(names: readonly (string | null)[], args: readonly (Value | undefined)[]): Chart {
  const [data, labels, title, type, stacking, extras] = args.map(given)
  const matrix = matrixOf(data, names[0] ?? null)
  if (labels !== undefined) {
    if (!(labels instanceof Vector) || labels.length !== matrix.rows) {
      throw wrongArgument(usage, 'labels', `a vector of ${matrix.rows} labels`, labels)
    }
    matrix.rowLabels = labels
  }
  const entries: (readonly [string, Value])[] = [
    ['chartType', int(typeOf(type))],
    ['stacking', bool(truth(stacking, usage, 'stacking', false))],
    ['title', StringVector.of(title === undefined ? [''] : texts(title, usage, 'title'))],
    ['data', matrix],
  ]
  if (extras !== undefined) {
    if (!(extras instanceof Dictionary)) throw wrongArgument(usage, 'extras', 'a dictionary', extras)
    entries.push(['extras', extras])
  }
  return Chart.of(entries)
}

function typeOf(type: Value | undefined): number {
  if (type === undefined) return chartTypes.indexOf('LINE')
  const raw = type instanceof Scalar ? type.raw : null
  const place =
    typeof raw === 'string'
      ? chartTypes.indexOf(raw.toUpperCase())
      : type instanceof Scalar && type.type === INT
        ? Number(raw)
        : -1
  if (chartTypes[place] !== undefined) return place
  throw new ScriptError(`${usage}: chartType is one of ${chartTypes.join(', ')}.`)
}

// A column a series, named by its label.
function matrixOf(data: Value | undefined, name: string | null): Matrix {
  if (data instanceof Matrix) return data.clone()
  if (data instanceof Table) return seriesOf(data.columns, data.names)
  if (data instanceof Tuple) {
    return seriesOf(
      data.items,
      data.items.map((_, i) => `col${i}`),
    )
  }
  if (data instanceof Vector) return seriesOf([data], name === null ? null : [name])
  throw wrongArgument(usage, 'data', 'a vector, a tuple of vectors, a matrix or a table', data)
}

function seriesOf(columns: readonly Value[], names: readonly string[] | null): Matrix {
  const vectors = columns.filter(column => column instanceof Vector)
  const length = vectors[0]?.length ?? 0
  const type = commonTypeOf(vectors.map(vector => vector.type))
  const fit = vectors.length === columns.length && vectors.every(vector => vector.length === length)
  if (!fit || vectors.length === 0 || !type || type.storage === 'any' || isLiteral(type) || type.element) {
    throw new ScriptError(`${usage}: data should be numbers, in series of one length.`)
  }
  const whole = concatenate(
    type,
    vectors.map(vector => castVector(vector, type)),
  )
  return new Matrix(whole, length, vectors.length, null, names && StringVector.of([...names]))
}
