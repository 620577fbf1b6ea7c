import { decomposeLu, solveLu } from '../../kernels/linear-algebra/lu.ts'
import { transpose } from '../../kernels/linear-algebra/matrix-multiply.ts'
import { type KernelFunction, kernelFunction, kernelNames } from '../../kernels/regression/kernel-function.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { double, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { given, number, text, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { matrixOf } from '../matrices/linear-algebra.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { columnNamed } from '../source-table.ts'
import { sideBySide } from './factors.ts'
import { trainingOf } from './training.ts'

const room = (n: number) => allocate('f64', n) as Float64Array

/** The rows of a matrix of m rows and n columns. */
function rowsOf(a: Float64Array, m: number, n: number): readonly Float64Array[] {
  const turned = room(m * n)
  transpose(a, turned, m, n)
  return Array.from({ length: m }, (_, i) => turned.subarray(i * n, (i + 1) * n))
}

export const kernelRidgePredict = define({
  name: 'kernelRidgePredict',
  signature: 'kernelRidgePredict(model, X)',
  kind: 'system',
  doc: 'What a model of kernelRidge predicts for the rows of a table that has the columns it was fitted to, as a matrix of one column.',
  examples: [
    [
      'm = kernelRidge(table(1 2 3 as x, 2 4 6 as y), "y", "x", 0.001); round(flatten(kernelRidgePredict(m, table(4 5 as x))), 1)',
      '[8,10]',
    ],
  ],
  run: (_, model, x) => {
    const usage = 'kernelRidgePredict(model, X)'
    if (!(x instanceof Table)) throw wrongArgument(usage, 'X', 'a table', x)
    const names = texts(partOf(model, 'xColNames', usage), usage, 'xColNames of the model')
    const columns = names.map(name => doublesOf(columnNamed(x, name, usage), usage))
    const coefficients = numbersOf(model, 'coefficients', usage)
    const fitted = numbersOf(model, 'xFit', usage)
    if (fitted.length !== coefficients.length * names.length)
      throw new ScriptError(`Usage: ${usage}. xFit of the model should have a row for each coefficient.`)
    const known = rowsOf(fitted, coefficients.length, names.length)
    const likeness = likenessOf(model, usage)
    const asked = rowsOf(sideBySide(columns, x.rows), x.rows, names.length)
    const out = room(x.rows)
    asked.forEach((row, i) => {
      out[i] = known.reduce((sum, other, k) => sum + coefficients[k]! * likeness(row, other), 0)
    })
    return matrixOf(out, x.rows, 1)
  },
})

function likenessOf(model: Value | undefined, usage: string): KernelFunction {
  const numberIn = (key: string) => number(partOf(model, key, usage), usage, `${key} of the model`)
  const kernel = text(partOf(model, 'kernel', usage), usage, 'kernel of the model')
  if (!kernelNames.includes(kernel)) throw new ScriptError(`Usage: ${usage}. There is no kernel ${kernel}.`)
  return kernelFunction(kernel, {
    gamma: numberIn('gamma'),
    degree: numberIn('degree'),
    coef0: numberIn('coef0'),
  })
}

export const kernelRidge = define({
  name: 'kernelRidge',
  signature:
    "kernelRidge(ds, yColName, xColNames, [alpha=1.0], [kernel='linear'], [gamma=0], [degree=3], [coef0=1], [swColName])",
  kind: 'system',
  doc: `Ridge regression in the space where rows are as alike as a kernel says: linear, rbf, poly (polynomial), sigmoid, laplacian, cosine, additive_chi2 or chi2. A gamma of 0 is 1 divided by the number of columns. A model with a coefficient for each row of xFit, and predict.`,
  examples: [
    [
      'round(flatten(kernelRidge(table(1 2 3 as x, 2 4 6 as y), "y", "x", 1.0, "rbf")["coefficients"]), 4)',
      '[0.7243,1.3623,2.7428]',
    ],
  ],
  run: (context, ds, yColName, xColNames, alpha, kernel, gamma, degree, coef0, swColName) => {
    const usage = 'kernelRidge(ds, yColName, xColNames)'
    const { names, y, columns, weights } = trainingOf(context, { ds, yColName, xColNames, swColName }, usage)
    const name = text(given(kernel), usage, 'kernel', 'linear')
    if (!kernelNames.includes(name))
      throw new ScriptError(
        `Usage: ${usage}. kernel should be one of ${kernelNames.join(', ')}, not ${name}.`,
      )
    const penalty = number(given(alpha), usage, 'alpha', 1)
    if (!(penalty > 0)) throw new ScriptError(`Usage: ${usage}. alpha should be positive, not ${penalty}.`)
    const options = {
      gamma: number(given(gamma), usage, 'gamma', 0) || 1 / names.length,
      degree: number(given(degree), usage, 'degree', 3),
      coef0: number(given(coef0), usage, 'coef0', 1),
    }
    const m = y.length
    const a = sideBySide(columns, m)
    const roots = weights?.map(Math.sqrt) ?? room(m).fill(1)
    const rows = rowsOf(a, m, names.length)
    const likeness = kernelFunction(name, options)
    const gram = room(m * m)
    rows.forEach((row, j) => {
      context.checkCancelled()
      for (let i = 0; i < m; i++) gram[j * m + i] = roots[i]! * roots[j]! * likeness(rows[i]!, row)
      gram[j * m + j]! += penalty
    })
    const { rows: order, singular } = decomposeLu(gram, m, m)
    if (singular) throw new ScriptError('kernelRidge: with this kernel and alpha there is no single fit.')
    const coefficients = room(m)
    solveLu(
      gram,
      order,
      m,
      y.map((value, i) => roots[i]! * value),
      1,
      coefficients,
    )
    const parts = {
      coefficients: matrixOf(
        coefficients.map((value, i) => roots[i]! * value),
        m,
        1,
      ),
      xColNames: StringVector.of([...names]),
      xFit: matrixOf(a, m, names.length),
      alpha: double(penalty),
      kernel: string(name),
      ...Object.fromEntries(Object.entries(options).map(([key, value]) => [key, double(value)])),
    }
    return modelOf('kernelRidge', parts, kernelRidgePredict)
  },
})
