import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'

import { castVector } from '../../values/cast/vector.ts'
import { type DataType, isTemporal } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { concatenate, vectorOf, vectorOfRaws } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { type Sampling, samplingOf } from '../lift/time/sampling.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { earliest, latest } from './order.ts'

// Series of moments brought to another frequency.

export const transFreq = define({
  name: 'transFreq',
  signature: "transFreq(X, rule, [closed], [label], [origin='start_day'])",
  kind: 'series',
  doc: 'For each moment the label of the piece of time that it lies in, by a rule such as 2Q (every other end of a quarter) or 3min. Intervals are closed and labelled at their left, and counted from midnight of the first day, if nothing else is told.',
  examples: [
    ['transFreq(2020.11.08 2020.11.09 2020.11.18, "SM")', '[2020.10.31,2020.10.31,2020.11.15]'],
    ['transFreq([09:31:10, 00s, 09:35:00], "3min")', '[09:30:00,,09:33:00]'],
  ],
  run: (_, x, rule, closed, label, origin) => {
    const [first, last] = [earliest(x!), latest(x!)]
    const plan = (type: DataType) => {
      if (!isTemporal(type)) return null
      if (first.isNull) return unaryElementPlan(type, raw => raw)
      const sampling = samplingOf('transFreq', type, first.raw, last.raw, {
        rule,
        closed,
        label,
        origin,
        usualLabel: 'left',
      })
      return unaryElementPlan(type, raw =>
        isNullRaw(type, raw) ? raw : sampling.labelOf(sampling.numberOf(raw)),
      )
    }
    return applyUnary(new UnaryOperation('transFreq', plan), x!)
  },
})

const MOST_PIECES = 100_000_000

/** The labels of all pieces from that of `first` to that of `last`. */
export function labelsBetween(sampling: Sampling, first: Raw, last: Raw): Raw[] {
  const [from, to] = [sampling.numberOf(first), sampling.numberOf(last)]
  if (to - from > MOST_PIECES)
    throw new ScriptError(
      `The rule cuts the time into ${to - from} pieces, more than the ${MOST_PIECES} there may be.`,
    )
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => sampling.labelOf(from + i))
}

export const temporalSeq = define({
  name: 'temporalSeq',
  signature: "temporalSeq(start, end, rule, [closed], [label], [origin='start_day'])",
  kind: 'system',
  doc: 'The labels of all pieces of time from start to end, by a rule such as M (ends of months) or 3min: see transFreq.',
  examples: [
    [
      'temporalSeq(2022.01.01 00:01:00, 2022.01.01 00:08:00, "3min")',
      '[2022.01.01T00:00:00,2022.01.01T00:03:00,2022.01.01T00:06:00]',
    ],
    ['temporalSeq(2022.01.15, 2022.03.01, "M")', '[2022.01.31,2022.02.28,2022.03.31]'],
  ],
  run: (_, start, end, rule, closed, label, origin) => {
    const usage = 'temporalSeq(start, end, rule, [closed], [label], [origin])'
    if (!(start instanceof Scalar) || start.isNull) throw wrongArgument(usage, 'start', 'a moment', start)
    if (!(end instanceof Scalar) || end.isNull) throw wrongArgument(usage, 'end', 'a moment', end)
    if (start.type !== end.type) {
      throw new ScriptError(`temporalSeq: start is ${start.type}, but end is ${end.type}.`)
    }
    const options = { rule, closed, label, origin }
    const sampling = samplingOf('temporalSeq', start.type, start.raw, end.raw, options)
    return vectorOfRaws(start.type, labelsBetween(sampling, start.raw, end.raw))
  },
})

/** The moments that the rows of a matrix or series are labelled with. */
function momentsOf(x: Value | undefined, usage: string): { matrix: Matrix; moments: FixedVector } {
  if (!(x instanceof Matrix) || x.rowLabels === null || !isTemporal(x.rowLabels.type)) {
    throw wrongArgument(usage, 'X', 'a matrix or series with moments as row labels', x)
  }
  return { matrix: x, moments: x.rowLabels as FixedVector }
}

function labelled(pattern: Matrix, data: Vector, labels: Vector): Matrix {
  const made = new Matrix(data, labels.length, pattern.columns, labels, pattern.columnLabels)
  made.index = pattern.index
  return made
}

export const asFreq = define({
  name: 'asFreq',
  aliases: ['asfreq'],
  signature: "asFreq(X, rule, [closed], [label], [origin='start_day'])",
  kind: 'system',
  doc: 'The rows of an indexed matrix or series at the moments of a rule such as M or 8min (see transFreq), or at those of a vector; null where there is no row at the moment.',
  examples: [['asFreq(indexedSeries(2020.01.01 2020.01.03, 1 2), "D")[1, 0]', '00i']],
  run: (_, x, rule, closed, label, origin) => {
    const { matrix, moments } = momentsOf(x, 'asFreq(X, rule, [closed], [label], [origin])')
    const labels = rule instanceof Vector ? rule : samples(moments, { rule, closed, label, origin })
    const [read, readLabel] = [rawReader(moments), rawReader(labels)]
    const rows = new Map<Raw, number>()
    for (let i = moments.length - 1; i >= 0; i--) rows.set(read(i), i)
    const indices = new Int32Array(labels.length * matrix.columns)
    for (let c = 0; c < matrix.columns; c++) {
      for (let i = 0; i < labels.length; i++) {
        const row = rows.get(readLabel(i))
        indices[c * labels.length + i] = row === undefined ? -1 : c * matrix.rows + row
      }
    }
    return labelled(matrix, matrix.data.gather(indices), labels)
  },
})

type Options = Record<'rule' | 'closed' | 'label' | 'origin', Value | undefined>

// Ends of months and the like beyond the last row are none of its frequency; intervals are there if a row lies in them.
function samples(moments: FixedVector, options: Options): Vector {
  const [first, last] = [earliest(moments), latest(moments)]
  if (first.isNull) return moments
  const usual = options.closed === undefined ? {} : { label: options.label ?? options.closed }
  const sampling = samplingOf('asFreq', moments.type, first.raw, last.raw, { ...options, ...usual })
  const labels = labelsBetween(sampling, first.raw, last.raw)
  return vectorOfRaws(
    moments.type,
    sampling.calendar ? labels.filter(label => (label as number) <= (last.raw as number)) : labels,
  )
}

export const resample = define({
  name: 'resample',
  signature: "resample(X, rule, func, [closed], [label], [origin='start_day'])",
  kind: 'template',
  doc: 'An aggregate function applied to the rows in each piece of time, by a rule such as M or 3min (see transFreq), of each column of a matrix or series whose row labels are moments in order.',
  examples: [['resample(indexedSeries(2000.01.01 2000.01.31 2000.02.15, 1 2 3), "M", sum)[0, 0]', '3']],
  run: (context, x, rule, func, closed, label, origin) => {
    const { matrix, moments } = momentsOf(x, 'resample(X, rule, func, [closed], [label], [origin])')
    const [first, last] = [earliest(moments), latest(moments)]
    if (first.isNull) throw new ScriptError('resample: there is no moment among the row labels.')
    const options = { rule, closed, label, origin }
    const sampling = samplingOf('resample', moments.type, first.raw, last.raw, options)
    const read = rawReader(moments)
    const from = sampling.numberOf(first.raw)
    const bounds = boundsOf(moments.length, i => sampling.numberOf(read(i)) - from)
    const columns = Array.from({ length: matrix.columns }, (_, c) => {
      const column = matrix.column(c)
      const values = bounds.map(([start, end]) => {
        context.checkCancelled()
        return start === end ? NULL : context.call(func!, [column.slice(start, end)])
      })
      return vectorOf(values)
    })
    return labelled(
      matrix,
      together(columns),
      vectorOfRaws(moments.type, labelsBetween(sampling, first.raw, last.raw)),
    )
  },
})

/** For each piece the rows start … end − 1 that lie in it. */
function boundsOf(rows: number, pieceOf: (row: number) => number): [start: number, end: number][] {
  const bounds: [number, number][] = []
  for (let row = 0; row < rows; row++) {
    const piece = pieceOf(row)
    if (piece < bounds.length - 1) throw new ScriptError('resample: the row labels must be in order.')
    while (bounds.length <= piece) bounds.push([row, row])
    bounds[piece]![1] = row + 1
  }
  return bounds
}

function together(columns: readonly Vector[]): Vector {
  const type = commonTypeOf(columns.map(column => column.type))
  if (!type || type.storage === 'any') throw new ScriptError('resample: func should give a single value.')
  return concatenate(
    type,
    columns.map(column => castVector(column, type)),
  )
}
