import { ScriptError } from '../../runtime/script-error.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { type Builtin, define } from '../define.ts'
import { rowsOfTwo, seriesInFormOf } from '../lift/rows.ts'
import { cummax, cummin, cumprod, cumsum, cumwsum } from '../series/running.ts'
import { seriesRows } from './rows.ts'

// Running aggregates within rows.

type Example = readonly [string, string]

function inRows(name: string, whole: Builtin, columns: readonly Vector[], offsets: Int32Array): Vector {
  const result = whole.definition.segmented!(columns, offsets)
  if (result) return result
  throw new ScriptError(`The function [${name}] can't take ${columns.map(({ type }) => type).join(' and ')}.`)
}

function runningRows(
  name: string,
  whole: Builtin,
  doc: string,
  example: Example,
  aliases: readonly string[] = [],
): Builtin {
  const running = (rows: { flat: Vector; offsets: Int32Array }) =>
    inRows(name, whole, [rows.flat], rows.offsets)
  return seriesRows(name, `${doc} Of all elements of a row up to each.`, [example], running, 'X', aliases)
}

export const rowCumsum = runningRows('rowCumsum', cumsum, 'The sum.', [
  'rowCumsum(arrayVector(3 5, 1 2 3 4 5))',
  '[[1,3,6],[4,9]]',
])
export const rowCumprod = runningRows(
  'rowCumprod',
  cumprod,
  'The product.',
  ['rowCumprod(arrayVector(3 5, 1 2 3 4 5))', '[[1,2,6],[4,20]]'],
  ['rowCumProd'],
)
export const rowCummax = runningRows('rowCummax', cummax, 'The largest value.', [
  'rowCummax(arrayVector(3 5, 1 3 2 5 4))',
  '[[1,3,3],[5,5]]',
])
export const rowCummin = runningRows('rowCummin', cummin, 'The smallest value.', [
  'rowCummin(arrayVector(3 5, 1 3 2 5 4))',
  '[[1,1,1],[5,4]]',
])

export const rowCumwsum = define({
  name: 'rowCumwsum',
  signature: 'rowCumwsum(X, Y)',
  kind: 'elementwise',
  doc: 'The sum of products. Of all elements of a row up to each.',
  examples: [['rowCumwsum(arrayVector(2 3, 1 2 3), arrayVector(2 3, 4 5 6))', '[[4,14],[18]]']],
  run: (_, x, y) => {
    const [left, right] = rowsOfTwo('rowCumwsum', x!, y!)
    const sums = inRows('rowCumwsum', cumwsum, [left.flat, right.flat], left.offsets)
    return seriesInFormOf(x!, sums, left.offsets)
  },
})
