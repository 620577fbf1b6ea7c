import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import type { Value } from '../../values/value.ts'
import { doubles, longs } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { pointsOf, wholeNumbers } from '../interpolation/points.ts'
import { resultOf } from '../model.ts'
import { binOf, edgesOf, rangeOf } from './histogram.ts'

const usage = 'histogram2d(X, Y, [bins=10], [range], [density=false], [weights])'

/** What is given for both dimensions: two items of a tuple, or the same for both. @throws ScriptError */
function forBoth(
  value: Value | undefined,
  parameter: string,
): readonly [Value | undefined, Value | undefined] {
  if (!(value instanceof Tuple)) return [value, value]
  if (value.length === 2) return [value.items[0], value.items[1]]
  throw wrongArgument(usage, parameter, 'a tuple of two', value)
}

export const histogram2d = define({
  name: 'histogram2d',
  signature: usage,
  kind: 'system',
  doc: 'How many points (X, Y) lie in each of bins of equal width, or between the given edges: a dictionary of the matrix H, with a row for each bin of X and a column for each of Y, and xedges and yedges. bins and range are for both dimensions, or a tuple of two. The last bins hold both their ends. With density=true the sum over the bins, by area, is 1; weights count instead of points.',
  examples: [
    ['histogram2d(1 2 3 3, 1 1 2 3, 2)["H"]', '#0 #1\n-- --\n1  0\n1  2'],
    ['histogram2d(1 2 3 3, 1 1 2 3, (2, 1 2 4))["yedges"]', '[1,2,4]'],
  ],
  run: (_, x, y, bins, range, density, weights) => {
    const { x: xs, y: ys } = pointsOf(x, y, usage, 0)
    const shares = given(weights) === undefined ? null : wholeNumbers(weights, usage, 'weights')
    if (shares && shares.length !== xs.length)
      throw new ScriptError(`Usage: ${usage}. X has ${xs.length} elements, but weights has ${shares.length}.`)
    const [xBins, yBins] = forBoth(given(bins), 'bins')
    const [xRange, yRange] = forBoth(given(range), 'range')
    const [left, right] = rangeOf(xRange, Array.from(xs), usage)
    const [bottom, top] = rangeOf(yRange, Array.from(ys), usage)
    const [xEdges, yEdges] = [edgesOf(xBins, left, right, usage), edgesOf(yBins, bottom, top, usage)]
    const [rows, columns] = [xEdges.length - 1, yEdges.length - 1]
    const counts = new Array<number>(rows * columns).fill(0)
    xs.forEach((value, i) => {
      if (value < left || value > right || ys[i]! < bottom || ys[i]! > top) return
      const [row, column] = [binOf(xEdges, value), binOf(yEdges, ys[i]!)]
      if (row >= 0 && column >= 0) counts[column * rows + row]! += shares ? shares[i]! : 1
    })
    const width = (edges: readonly number[], i: number) => edges[i + 1]! - edges[i]!
    const all = counts.reduce((sum, count) => sum + count, 0)
    const dense = counts.map(
      (count, at) => count / all / (width(xEdges, at % rows) * width(yEdges, Math.floor(at / rows))),
    )
    const isDensity = truth(given(density), usage, 'density', false)
    const data = isDensity ? doubles(dense) : shares ? doubles(counts) : longs(counts.map(BigInt))
    return resultOf({
      H: new Matrix(data, rows, columns),
      xedges: doubles(xEdges),
      yedges: doubles(yEdges),
    })
  },
})
