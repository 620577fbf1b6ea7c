import { upperIncompleteGamma } from '../../kernels/distributions/incomplete-gamma.ts'
import { groupRows } from '../../kernels/groups/group.ts'
import { type RatioEigen, ratioEigen } from '../../kernels/linear-algebra/ratio-eigen.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { int } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import { doubles, type FixedVector, ints } from '../../values/vectors/fixed-vector.ts'
import { vector } from '../argument.ts'
import { define } from '../define.ts'
import { wholeNumbers } from '../interpolation/points.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { resultOf } from '../model.ts'
import { groupingColumn } from '../tables/key-column.ts'
import { meanOf } from './sample.ts'
import { columnsOf } from './variances.ts'

/** Columns, each less its mean: all rows' or their group's. */
type Deviations = readonly Float64Array[]

/** Sums of products of any two columns. */
function products(columns: Deviations): Float64Array {
  const n = columns.length
  const out = allocate('f64', n * n) as Float64Array
  columns.forEach((a, i) => {
    columns.forEach((b, j) => {
      out[j * n + i] = a.reduce((sum, value, row) => sum + value * b[row]!, 0)
    })
  })
  return out
}

/** The mean of each column in each group. */
function meansOf(columns: readonly Float64Array[], codes: Int32Array, groups: number): number[][] {
  const counts = new Array<number>(groups).fill(0)
  for (const code of codes) counts[code]!++
  return columns.map(column => {
    const sums = new Array<number>(groups).fill(0)
    codes.forEach((code, row) => {
      sums[code]! += column[row]!
    })
    return sums.map((sum, group) => sum / counts[group]!)
  })
}

/** The vectors, so long that canonical variables vary by 1 within groups, and with elements whose sum isn't negative. */
function canonicalVectors({ vectors }: RatioEigen, n: number, dfWithin: number): Float64Array {
  const out = vectors.map(value => value * Math.sqrt(dfWithin))
  for (let j = 0; j < n; j++) {
    const column = out.subarray(j * n, (j + 1) * n)
    const isTurned = column.reduce((sum, value) => sum + value, 0) < 0
    for (let i = 0; isTurned && i < n; i++) column[i] = -column[i]!
  }
  return out
}

/** The columns of deviations · vectors. */
function projected(columns: Deviations, vectors: Float64Array): readonly Float64Array[] {
  const n = columns.length
  return columns.map((_, j) =>
    columns[0]!.map((_value, row) =>
      columns.reduce((sum, column, i) => sum + column[row]! * vectors[j * n + i]!, 0),
    ),
  )
}

/** Wilks' λ with its test, that means lie in 0, 1, … dimensions. */
function wilks(values: Float64Array, rows: number, groups: number) {
  const n = values.length
  const dimensions = Array.from({ length: Math.min(n, groups - 1) }, (_, d) => d)
  const lambda = dimensions.map(d => values.slice(d).reduce((product, value) => product / (1 + value), 1))
  const chisq = lambda.map(each => -(rows - 1 - (n + groups) / 2) * Math.log(each))
  const degrees = dimensions.map(d => (n - d) * (groups - 1 - d))
  const tails = chisq.map((value, d) => upperIncompleteGamma(degrees[d]! / 2, value / 2))
  return { lambda, chisq, degrees, tails }
}

export const manova = define({
  name: 'manova',
  signature: 'manova(X, group)',
  kind: 'system',
  doc: "Whether the columns of X, together, have the same means in all groups, by multivariate analysis of variance. A dictionary with Wilks' lambda, chisq, chisqdf and P for the means lying in 0, 1, … dimensions; the sums of squares and products within groups W, between them B and in all T, with their degrees of freedom; canonical variables canon, with eigenval and eigenvec; the squared Mahalanobis distances of rows from their group's mean, mdist, and of groups from each other, gmdist; gnames.",
  examples: [
    ['round(manova(matrix(1 2 3 6 7 9, 2 1 3 5 7 6), 1 1 1 2 2 2)["lambda"], 6)', '[0.100592]'],
    ['manova(matrix(1 2 3 6 7 9, 2 1 3 5 7 6), 1 1 1 2 2 2)["chisqdf"]', '[2]'],
  ],
  run: (context, x, group) => {
    const usage = 'manova(X, group)'
    const columns = columnsOf(x, usage).map(column => wholeNumbers(column, usage, 'X'))
    const keys = vector(group, usage, 'group')
    const rows = keys.length
    if (columns.length === 0 || columns[0]!.length !== rows)
      throw new ScriptError(`Usage: ${usage}. X should have a row for each of the ${rows} elements of group.`)
    const { codes, firstRows } = groupRows([groupingColumn(keys)])
    const groups = firstRows.length
    const n = columns.length
    const dfW = rows - groups
    if (groups < 2 || dfW < n)
      throw new ScriptError(
        `Usage: ${usage}. There should be at least two groups, and ${n} rows more than groups.`,
      )
    const means = meansOf(columns, codes, groups)
    const within = columns.map((column, i) => column.map((value, row) => value - means[i]![codes[row]!]!))
    const around = columns.map(column => {
      const mean = meanOf(column)
      return column.map(value => value - mean)
    })
    const [w, t] = [products(within), products(around)]
    const b = t.map((value, i) => value - w[i]!)
    const eigen = ratioEigen(b, w, n)
    if (!eigen) throw new ScriptError(`Usage: ${usage}. The columns of X depend on each other within groups.`)
    const vectors = canonicalVectors(eigen, n, dfW)
    const lengths = projected(within, vectors)
    const middles = projected(
      means.map(each => Float64Array.from(each)),
      vectors,
    )
    const order = (
      context.evaluator.findFunction('isort')!.invoke(context, [keys.gather(firstRows)]) as FixedVector
    ).data as Int32Array
    const apart = Float64Array.from({ length: groups * groups }, (_, at) => {
      const [i, k] = [order[at % groups]!, order[Math.floor(at / groups)]!]
      return middles.reduce((sum, each) => sum + (each[i]! - each[k]!) ** 2, 0)
    })
    const { lambda, chisq, degrees, tails } = wilks(eigen.values, rows, groups)
    const canon = projected(around, vectors)
    return resultOf({
      W: matrixOf(w, n, n),
      B: matrixOf(b, n, n),
      T: matrixOf(t, n, n),
      dfW: int(dfW),
      dfB: int(groups - 1),
      dfT: int(rows - 1),
      lambda: doubles(lambda),
      chisq: doubles(chisq),
      chisqdf: ints(degrees),
      P: doubles(tails),
      eigenval: doubles(Array.from(eigen.values)),
      eigenvec: matrixOf(vectors, n, n),
      canon: matrixOf(Float64Array.from(canon.flatMap(column => Array.from(column))), rows, n),
      mdist: doubles(
        Array.from({ length: rows }, (_, i) => lengths.reduce((sum, each) => sum + each[i]! ** 2, 0)),
      ),
      gmdist: matrixOf(apart, groups, groups),
      gnames: keys.gather(firstRows).gather(order),
    })
  },
})
