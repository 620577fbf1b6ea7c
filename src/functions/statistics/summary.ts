import { quantile } from '../../kernels/aggregates/quantile.ts'
import type { Context } from '../../runtime/context.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { ANY, DOUBLE, INT, LONG, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { int, type Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { asColumn } from '../aggregate/quantile-aggregation.ts'
import { given, number, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { dataSourcesOf, rowsOfSources } from '../source-table.ts'
import { interpolationOf, medianAggregation } from './aggregate-order.ts'

// What a column of numbers is like, in a few numbers.

const aggregates = {
  min: new KernelAggregation('min', 'min'),
  max: new KernelAggregation('max', 'max'),
  count: new KernelAggregation('count', 'count'),
  avg: new KernelAggregation('avg', 'avg'),
  std: new KernelAggregation('std', 'std'),
}

export const stat = define({
  name: 'stat',
  signature: 'stat(X)',
  kind: 'system',
  doc: 'A dictionary with what describes X: Median, Avg, Min, Stdev, Count (of valid elements), Size, Name and Max.',
  examples: [
    ['stat(5 7 4 NULL)["Median"]', '5'],
    ['stat(5 7 4 NULL)["Count"]', '3'],
  ],
  run: (_, x) => describe(x!, ''),
  runNamed: (_, names, [x]) => describe(x!, (x instanceof Vector ? x.title : null) ?? names[0] ?? ''),
})

function describe(x: Value, name: string): Dictionary {
  const column = x instanceof Matrix ? x.data : x
  if (!(column instanceof Vector) || !medianAggregation.takes([column.type]))
    throw wrongArgument('stat(X)', 'X', 'a vector or matrix of numbers', x)
  const made = new Dictionary(STRING, ANY)
  made.set('Median', medianAggregation.of([column]))
  made.set('Avg', aggregates.avg.of([column]))
  made.set('Min', aggregates.min.of([column]))
  made.set('Stdev', aggregates.std.of([column]))
  made.set('Count', aggregates.count.of([column]))
  made.set('Size', int(column.length))
  made.set('Name', string(name))
  made.set('Max', aggregates.max.of([column]))
  return made
}

const asNumber = (aggregation: KernelAggregation, column: Vector): number => {
  const value = aggregation.of([column])
  return value.isNull ? (nullOf(DOUBLE) as number) : Number(value.raw)
}

const characteristics = ['avg', 'std'] as const

function percentsOf(value: Value | undefined): number[] {
  if (value === undefined) return [25, 50, 75]
  const percents =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return percents.map(each => {
    const percent = number(each, 'summary', 'percentile')
    if (percent >= 0 && percent <= 100) return percent
    throw new ScriptError(`summary: percentile should be between 0 and 100, not ${percent}.`)
  })
}

/** The columns of numbers of a stored table or of data sources, all or a sample of their parts. */
function describedTable(context: Context, x: Value | undefined, sampling: Value | undefined): Table {
  if (x instanceof Table) return x
  const call = (name: string, args: Value[]) => context.evaluator.findFunction(name)!.invoke(context, args)
  let sources = dataSourcesOf(x)
  if (x instanceof RemoteTable) {
    const numeric = x.names.filter((_, i) => isPlainNumber(x.types[i]!))
    if (numeric.length === 0) return new Table([], [])
    sources = dataSourcesOf(call('sqlDS', [call('sql', [call('sqlCol', [StringVector.of(numeric)]), x])]))
  }
  if (!sources) throw wrongArgument('summary(X)', 'X', 'a table or data sources', x)
  return rowsOfSources(context, sampled(context, sources, sampling))
}

function sampled(context: Context, parts: readonly Value[], sampling: Value | undefined): Value[] {
  if (given(sampling) === undefined) return [...parts]
  const wanted = number(sampling, 'summary', 'partitionSampling')
  const isShare = (sampling as Scalar).type.category === 'FLOATING'
  if (!(wanted > 0) || (isShare && wanted > 1))
    throw new ScriptError('summary: partitionSampling should be a positive integer, or a share up to 1.')
  const count = isShare ? Math.max(1, Math.floor(wanted * parts.length)) : wanted
  const places = vectorOfRaws(INT, [...parts.keys()])
  const order = context.evaluator.findFunction('shuffle')!.invoke(context, [places]) as Vector
  return Array.from(
    { length: Math.min(count, parts.length) },
    (_, i) => parts[Number((order.get(i) as Scalar).raw)]!,
  )
}

export const summary = define({
  name: 'summary',
  signature: 'summary(X, [interpolation], [characteristic], [percentile], [precision], [partitionSampling])',
  kind: 'table',
  doc: 'A table that describes the columns of numbers of a table, or of what data sources give: min, max, nonNullCount, count, avg, std and percentiles (25, 50 and 75). Percentiles are exact, so precision does nothing. Of partitions and data sources, partitionSampling takes so many at random, or such a share of them.',
  examples: [
    ['exec max from summary(table(1 2 3 4 5 as x, `a`b`c`d`e as y))', '[5]'],
    ['exec count from summary(sqlDS(<select x from table(1 2 3 as x)>))', '[3]'],
  ],
  run: (context, given_, interpolation, characteristic, percentile, _precision, sampling) => {
    const x = describedTable(context, given_, sampling)
    const between = interpolationOf(interpolation, 'summary')
    const wanted =
      characteristic === undefined ? characteristics : texts(characteristic, 'summary', 'characteristic')
    const unknown = wanted.find(each => each !== 'avg' && each !== 'std')
    if (unknown !== undefined)
      throw new ScriptError(`summary: characteristic should be avg or std, not ${unknown}.`)
    const percents = percentsOf(percentile)
    const kept = x.names.map((_, i) => i).filter(i => isPlainNumber(x.columns[i]!.type))
    const columns = kept.map(i => x.columns[i]!)
    const doubles = (aggregation: KernelAggregation) =>
      vectorOfRaws(
        DOUBLE,
        columns.map(column => asNumber(aggregation, column)),
      )
    const quantiles = columns.flatMap(column =>
      percents.map(percent => quantile(asColumn(column), percent / 100, between)),
    )
    const offsets = Int32Array.from({ length: columns.length + 1 }, (_, i) => i * percents.length)
    const parts: [string, Vector][] = [
      ['name', StringVector.of(kept.map(i => x.names[i]!))],
      ['min', doubles(aggregates.min)],
      ['max', doubles(aggregates.max)],
      [
        'nonNullCount',
        vectorOfRaws(
          LONG,
          columns.map(column => BigInt(asNumber(aggregates.count, column))),
        ),
      ],
      [
        'count',
        vectorOfRaws(
          LONG,
          columns.map(column => BigInt(column.length)),
        ),
      ],
      ...characteristics
        .filter(each => wanted.includes(each))
        .map((each): [string, Vector] => [each, doubles(aggregates[each])]),
      ['percentile', new ArrayVector(offsets, vectorOfRaws(DOUBLE, quantiles))],
    ]
    return new Table(
      parts.map(([name]) => name),
      parts.map(([, column]) => column),
    )
  },
})
