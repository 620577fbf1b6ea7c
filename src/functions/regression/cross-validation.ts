import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { given } from '../argument.ts'
import { define } from '../define.ts'
import { wholeNumbers } from '../interpolation/points.ts'
import {
  applied,
  byName,
  type LinearModelKind,
  linearModel,
  linearModelKinds,
  nameOf,
  optional,
} from './linear-models.ts'
import { fitPenalized, type Observations, type Penalty, penaltyOf } from './penalized.ts'
import { rowsWhere, trainingOf } from './training.ts'

// Which of several penalties predicts best what it wasn't fitted to.

const FOLDS = 5
const usualAlphas = [0.01, 0.1, 1]

function alphasOf(alphas: Value | undefined, usage: string): readonly number[] {
  const chosen = given(alphas) === undefined ? usualAlphas : Array.from(wholeNumbers(alphas, usage, 'alphas'))
  if (chosen.length > 0 && chosen.every(alpha => alpha >= 0)) return chosen
  throw new ScriptError(`Usage: ${usage}. alphas should be numbers that are not negative.`)
}

/** For each row which of as equal parts in a row as can be it lies in. */
function foldsOf(rows: number): (row: number) => number {
  const [least, larger] = [Math.floor(rows / FOLDS), rows % FOLDS]
  const edge = larger * (least + 1)
  return row => (row < edge ? Math.floor(row / (least + 1)) : larger + Math.floor((row - edge) / least))
}

/** The mean over parts of the mean square of what is predicted wrong there by a fit to the others. */
function errorOf(context: Context, of: Observations, penalty: Penalty, name: string): number {
  const fold = foldsOf(of.y.length)
  let sum = 0
  for (let k = 0; k < FOLDS; k++) {
    const fit = fitPenalized(
      context,
      rowsWhere(of, row => fold(row) !== k),
      penalty,
      name,
    )
    const { y, columns } = rowsWhere(of, row => fold(row) === k)
    const predicted = applied(columns, fit.coefficients, fit.intercept, y.length)
    sum += predicted.reduce((squares, value, i) => squares + (value - y[i]!) ** 2, 0) / y.length
  }
  return sum / FOLDS
}

function crossValidated({ name: plain, kind, ratio, parameters, minimizes }: LinearModelKind) {
  const name = `${plain}CV`
  const own = ['alphas=[0.01, 0.1, 1.0]', ...parameters.slice(1)]
  const usage = `${name}(ds, yColName, xColNames, ${optional(own)})`
  const names = ['ds', 'yColName', 'xColNames', ...own.map(nameOf)]
  return define({
    name,
    signature: usage,
    kind: 'system',
    doc: `As ${plain}, which keeps the sum of ${minimizes} small, with that alpha of several that predicts best: rows are cut into ${FOLDS} parts, each is predicted from the others, and the mean of squares of errors decides. The model tells it as alpha.`,
    examples: [[`${name}(table(1 2 3 4 5 6 as x, 3 5 7 9 11 13 as y), "y", "x")["alpha"]`, '0.01']],
    run: (context, ...args) => {
      const of = byName(names, args)
      const training = trainingOf(context, of, usage)
      if (training.y.length < FOLDS)
        throw new ScriptError(`${name}: there should be at least ${FOLDS} rows, not ${training.y.length}.`)
      const penalties = alphasOf(of.alphas, usage).map(alpha => ({
        ...penaltyOf(kind, ratio, of, usage),
        alpha,
      }))
      const errors = penalties.map(penalty => errorOf(context, training, penalty, name))
      const best = penalties[errors.indexOf(Math.min(...errors))] ?? penalties[0]!
      return linearModel(name, training, best, fitPenalized(context, training, best, name), best.alpha)
    },
  })
}

export const crossValidation = linearModelKinds.map(crossValidated)
