import type { Dictionary } from '../../values/forms/dictionary.ts'
import { double, int } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { number, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { doublesOf } from '../doubles-of.ts'
import { modelOf, numbersOf, partOf } from '../model.ts'
import { columnNamed } from '../source-table.ts'
import { fitPenalized, type PenalizedFit, type Penalty, penaltyOf } from './penalized.ts'
import { type Training, trainingOf } from './training.ts'

// Ridge regression, lasso and elastic net on the columns of a table, as models that predict.

/** A column of intercept + columns · coefficients. */
export function applied(
  columns: readonly Float64Array[],
  coefficients: Float64Array,
  intercept: number,
  rows: number,
) {
  const out = new Array<number>(rows).fill(intercept)
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) out[i]! += column[i]! * coefficients[j]!
  })
  return out
}

export const coordinateDescentPredict = define({
  name: 'coordinateDescentPredict',
  signature: 'coordinateDescentPredict(model, X)',
  kind: 'system',
  doc: 'What a model of ridge, lasso or elasticNet predicts for the rows of a table that has the columns it was fitted to.',
  examples: [
    [
      'm = lasso(table(1 2 3 4 as x, 3 5 7 9 as y), "y", "x", 0.01); round(coordinateDescentPredict(m, table(5 6 as x)), 1)',
      '[11,13]',
    ],
  ],
  run: (_, model, x) => {
    const usage = 'coordinateDescentPredict(model, X)'
    if (!(x instanceof Table)) throw wrongArgument(usage, 'X', 'a table', x)
    const names = texts(partOf(model, 'xColNames', usage), usage, 'xColNames of the model')
    const columns = names.map(name => doublesOf(columnNamed(x, name, usage), usage))
    const intercept = number(partOf(model, 'intercept', usage), usage, 'intercept of the model')
    return doubles(applied(columns, numbersOf(model, 'coefficients', usage), intercept, x.rows))
  },
})

/** The model of a fit; alpha is told if it was chosen among several. */
export function linearModel(
  name: string,
  training: Training,
  { tolerance, kind }: Penalty,
  fit: PenalizedFit,
  alpha?: number,
): Dictionary {
  const descent: Record<string, Value> =
    kind === 'ridge'
      ? {}
      : { dual_gap: double(fit.gap), tolerance: double(tolerance), iterations: int(fit.iterations) }
  const parts = {
    coefficients: doubles(Array.from(fit.coefficients)),
    intercept: double(fit.intercept),
    ...descent,
    xColNames: StringVector.of([...training.names]),
  }
  const model = modelOf(name, parts, coordinateDescentPredict)
  if (alpha !== undefined) model.set('alpha', double(alpha))
  return model
}

/** The arguments of a function by the names of its parameters. */
export const byName = (names: readonly string[], args: readonly (Value | undefined)[]) =>
  Object.fromEntries(names.map((name, i) => [name, args[i]])) as Record<string, Value | undefined>

/** A penalized regression: its parameters behind the columns' names, and what is usual for it. */
export interface LinearModelKind {
  readonly name: string
  readonly kind: Penalty['kind']
  readonly ratio: number
  readonly parameters: readonly string[]
  readonly minimizes: string
}

const descentParameters = [
  'maxIter=1000',
  'tolerance=0.0001',
  'positive=false',
  'swColName',
  'checkInput=true',
]

export const linearModelKinds: readonly LinearModelKind[] = [
  {
    name: 'ridge',
    kind: 'ridge',
    ratio: 0,
    parameters: [
      'alpha=1.0',
      'intercept=true',
      'normalize=false',
      'maxIter=1000',
      'tolerance=0.0001',
      "solver='svd'",
      'swColName',
    ],
    minimizes: 'the squares of residuals and alpha times those of coefficients',
  },
  {
    name: 'lasso',
    kind: 'elastic net',
    ratio: 1,
    parameters: ['alpha=1.0', 'intercept=true', 'normalize=false', ...descentParameters],
    minimizes: 'half the mean of squares of residuals and alpha times the sizes of coefficients',
  },
  {
    name: 'elasticNet',
    kind: 'elastic net',
    ratio: 0.5,
    parameters: ['alpha=1.0', 'l1Ratio=0.5', 'intercept=true', 'normalize=false', ...descentParameters],
    minimizes:
      'half the mean of squares of residuals and alpha times the share l1Ratio of the sizes of coefficients and half the rest of their squares',
  },
]

export const nameOf = (parameter: string) => parameter.split('=')[0]!
export const optional = (parameters: readonly string[]) => parameters.map(each => `[${each}]`).join(', ')

function linearModelFunction({ name, kind, ratio, parameters, minimizes }: LinearModelKind) {
  const usage = `${name}(ds, yColName, xColNames, ${optional(parameters)})`
  const names = ['ds', 'yColName', 'xColNames', ...parameters.map(nameOf)]
  return define({
    name,
    signature: usage,
    kind: 'system',
    doc: `The regression of a column on others, of a table or data sources, with the least sum of ${minimizes}: a model with coefficients, intercept and predict. With normalize the columns are brought to the length 1 first; swColName names weights of rows.`,
    examples: [
      [`round(${name}(table(1 2 3 4 as x, 3 5 7 9 as y), "y", "x", 0.0)["coefficients"], 4)`, '[2]'],
    ],
    run: (context, ...args) => {
      const of = byName(names, args)
      const training = trainingOf(context, of, usage)
      const penalty = penaltyOf(kind, ratio, of, usage)
      return linearModel(name, training, penalty, fitPenalized(context, training, penalty, name))
    },
  })
}

export const linearModels = linearModelKinds.map(linearModelFunction)
