import {
  kMeans,
  nearestCenters,
  type Rows,
  randomCenters,
  spreadCenters,
} from '../../kernels/learning/k-means.ts'
import { transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { ints } from '../../values/vectors/fixed-vector.ts'
import { given, integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { modelOf, numbersOf } from '../model.ts'
import { randomNumbers } from '../optimization/evolution.ts'
import { rowsOf } from './features.ts'

const usage = "kmeans(X, k, [maxIter=300], [randomSeed], [init='random'])"

/** Rows of n elements from columns of as many as there are rows. */
function byRows(columns: Float64Array, rows: number, n: number): Float64Array {
  const out = allocate('f64', rows * n) as Float64Array
  transpose(columns, out, rows, n)
  return out
}

// Clusters are numbered from 1 on.
const numbered = (labels: Int32Array) => ints(Array.from(labels, label => label + 1))

export const kmeansPredict = define({
  name: 'kmeansPredict',
  signature: 'kmeansPredict(model, X)',
  kind: 'system',
  doc: 'For each row of a table the number of the cluster, of those that kmeans found, whose center it is nearest to.',
  examples: [
    [
      'm = kmeans(table(1 2 11 12 as x), 2, init=matrix([1 11])); kmeansPredict(m, table(0 9 20 as x))',
      '[1,2,2]',
    ],
  ],
  run: (_, model, x) => {
    const use = 'kmeansPredict(model, X)'
    const rows = rowsOf(x, use)
    const centers = numbersOf(model, 'centers', use)
    if (centers.length === 0 || centers.length % rows.n !== 0)
      throw new ScriptError(`Usage: ${use}. X should have the columns that the clusters were found in.`)
    return numbered(nearestCenters(rows, byRows(centers, centers.length / rows.n, rows.n)))
  },
})

function firstCenters(
  context: Context,
  rows: Rows,
  k: number,
  init: Value | undefined,
  seed: Value | undefined,
) {
  if (init instanceof Matrix) {
    if (init.rows !== k || init.columns !== rows.n)
      throw new ScriptError(`Usage: ${usage}. init should have ${k} rows and ${rows.n} columns.`)
    return byRows(doublesOf(init.data, usage), k, rows.n)
  }
  const way = text(init, usage, 'init', 'random')
  const random = randomNumbers(context, seed, usage)
  if (way === 'random') return randomCenters(rows, k, random)
  if (way === 'k-means++') return spreadCenters(rows, k, random)
  throw new ScriptError(`Usage: ${usage}. init should be 'random', 'k-means++' or a matrix, not '${way}'.`)
}

export const kmeans = define({
  name: 'kmeans',
  signature: usage,
  kind: 'system',
  doc: 'The rows of a table put into k clusters about their middles: a model with centers (a row each), labels (the number of each row’s cluster, from 1 on) and predict. The first centers are rows drawn at random, or with k-means++ far from each other, or the rows of a matrix.',
  examples: [
    ['kmeans(table(1 2 11 12 as x), 2, init=matrix([1 11]))["labels"]', '[1,1,2,2]'],
    ['flatten(kmeans(table(1 2 11 12 as x), 2, init=matrix([1 11]))["centers"])', '[1.5,11.5]'],
  ],
  run: (context, x, k, maxIter, randomSeed, init) => {
    const rows = rowsOf(x, usage)
    const count = integer(k, usage, 'k')
    if (count < 1 || count > rows.count)
      throw new ScriptError(
        `Usage: ${usage}. k should be between 1 and the ${rows.count} rows of X, not ${count}.`,
      )
    const most = integer(given(maxIter), usage, 'maxIter', 300)
    if (most < 1) throw new ScriptError(`Usage: ${usage}. maxIter should be positive, not ${most}.`)
    const first = firstCenters(context, rows, count, given(init), randomSeed)
    const { centers, labels } = kMeans(rows, first, most, () => context.checkCancelled())
    const turned = allocate('f64', centers.length) as Float64Array
    transpose(centers, turned, rows.n, count)
    return modelOf(
      'KMeans',
      { centers: matrixOf(turned, count, rows.n), labels: numbered(labels) },
      kmeansPredict,
    )
  },
})
