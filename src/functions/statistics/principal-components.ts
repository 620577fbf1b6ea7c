import { multiply, transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import { decomposeSvd } from '../../kernels/linear-algebra/svd.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { given, integer, text, texts, truth } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { resultOf } from '../model.ts'
import { sideBySide } from '../regression/factors.ts'
import { columnNamed, sourceTable } from '../source-table.ts'

// How the columns of data vary together.

const room = (n: number) => allocate('f64', n) as Float64Array

/** Chosen columns of a matrix, a table or data sources, nulls as 0. @throws ScriptError */
function columnsOf(context: Context, ds: Value | undefined, colNames: Value | undefined, usage: string) {
  if (ds instanceof Matrix)
    return Array.from({ length: ds.columns }, (_, i) => doublesOf(ds.column(i), usage))
  const table = sourceTable(context, ds, usage)
  const names = given(colNames) === undefined ? table.names : texts(colNames, usage, 'colNames')
  return names.map(name => doublesOf(columnNamed(table, name, usage), usage))
}

/** Less its mean, divided by its sample standard deviation, or both. A column that doesn't vary isn't divided. */
function adjusted(column: Float64Array, subMean: boolean, normalize: boolean): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length
  const squares = column.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = normalize ? Math.sqrt(squares / (column.length - 1)) : 1
  const from = subMean ? mean : 0
  return column.map(value => (value - from) / (deviation > 0 ? deviation : 1))
}

export const gram = define({
  name: 'gram',
  signature: 'gram(ds, [colNames], [subMean=true], [normalize=false])',
  kind: 'system',
  doc: 'The products transpose(A) ** A of the columns A of a table or data sources, less their means unless subMean is false, divided by their standard deviations if normalize is true. Nulls are 0.',
  examples: [['gram(table(1 2 3 as x, 1 3 2 as y))', '#0 #1\n-- --\n2  1\n1  2']],
  run: (context, ds, colNames, subMean, normalize) => {
    const usage = 'gram(ds, [colNames], [subMean=true], [normalize=false])'
    const isCentred = truth(given(subMean), usage, 'subMean', true)
    const isScaled = truth(given(normalize), usage, 'normalize', false)
    const columns = columnsOf(context, ds, colNames, usage).map(each => adjusted(each, isCentred, isScaled))
    const [rows, n] = [columns[0]?.length ?? 0, columns.length]
    const [a, turned, out] = [sideBySide(columns, rows), room(rows * n), room(n * n)]
    transpose(a, turned, rows, n)
    multiply(turned, a, out, n, rows, n)
    return matrixOf(out, n, n)
  },
})

const solvers: readonly string[] = ['auto', 'full', 'randomized']

export const pca = define({
  name: 'pca',
  signature: "pca(X, [colNames], [k], [normalize=false], [maxIter], [svdSolver='auto'], [randomState])",
  kind: 'system',
  doc: 'The principal components of the columns of a table, matrix or data sources: a dictionary of components (a row each, k of them), explainedVarianceRatio and singularValues. All solvers compute them in full. Nulls are 0.',
  examples: [
    ['pca(table(1 2 3 as x, 2 4 6 as y))["explainedVarianceRatio"]', '[1,0]'],
    ['pca(table(1 2 3 as x, 2 4 6 as y), k=1)["singularValues"]', '[3.162278]'],
  ],
  run: (context, ds, colNames, k, normalize, _maxIter, svdSolver) => {
    const usage = 'pca(X, [colNames], [k], [normalize=false])'
    const isScaled = truth(given(normalize), usage, 'normalize', false)
    const columns = columnsOf(context, ds, colNames, usage).map(each => adjusted(each, true, isScaled))
    const [rows, n] = [columns[0]?.length ?? 0, columns.length]
    const count = integer(given(k), usage, 'k', Math.min(n, rows))
    if (count < 1 || count > Math.min(n, rows))
      throw new ScriptError(
        `Usage: ${usage}. k should be between 1 and the number of columns and of rows, not ${count}.`,
      )
    const solver = text(given(svdSolver), usage, 'svdSolver', 'auto')
    if (!solvers.includes(solver))
      throw new ScriptError(
        `Usage: ${usage}. svdSolver should be one of ${solvers.join(', ')}, not ${solver}.`,
      )
    const svd = decomposeSvd(sideBySide(columns, rows), rows, n, 'economic')
    if (!svd) throw new ScriptError(`Usage: ${usage}. There are values that are no numbers.`)
    const components = room(count * n)
    for (let j = 0; j < n; j++)
      for (let i = 0; i < count; i++) components[j * count + i] = svd.vt[j * svd.values.length + i]!
    const all = svd.values.reduce((sum, value) => sum + value ** 2, 0)
    const chosen = Array.from(svd.values.subarray(0, count))
    return resultOf({
      components: matrixOf(components, count, n),
      explainedVarianceRatio: doubles(chosen.map(value => value ** 2 / all)),
      singularValues: doubles(chosen),
    })
  },
})
