import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { given, text, texts, truth } from '../argument.ts'
import { doublesOf } from '../doubles-of.ts'
import { holdsNull } from '../nulls/nulls.ts'
import { columnNamed, sourceTable } from '../source-table.ts'
import type { Observations } from './penalized.ts'

/** The named columns of a table or of data sources that a model is fitted to. */
export interface Training extends Observations {
  readonly names: readonly string[]
}

/**
 * What the arguments ds, yColName, xColNames, swColName (weights of rows) and checkInput say; unless the last is false
 * nulls are refused. @throws ScriptError where there are no such columns of numbers.
 */
export function trainingOf(
  context: Context,
  args: Readonly<Record<string, Value | undefined>>,
  usage: string,
): Training {
  const table = sourceTable(context, args.ds, usage)
  const isChecked = truth(given(args.checkInput), usage, 'checkInput', true)
  const columnOf = (name: string) => {
    const column = columnNamed(table, name, usage)
    if (isChecked && holdsNull(column))
      throw new ScriptError(`Usage: ${usage}. The column ${name} must not hold nulls.`)
    return doublesOf(column, usage)
  }
  const names = texts(args.xColNames, usage, 'xColNames')
  if (names.length === 0) throw new ScriptError(`Usage: ${usage}. xColNames names no column.`)
  const weightName = text(given(args.swColName), usage, 'swColName', '')
  const weights = weightName === '' ? undefined : columnOf(weightName)
  checkWeights(weights, usage)
  const y = columnOf(text(args.yColName, usage, 'yColName'))
  if (y.length === 0) throw new ScriptError(`Usage: ${usage}. There are no rows to fit to.`)
  return { names, y, columns: names.map(columnOf), weights }
}

/** @throws ScriptError unless weights are positive or 0, and some are not 0. */
export function checkWeights(weights: Float64Array | undefined, usage: string): void {
  if (weights && (weights.some(weight => !(weight >= 0)) || !weights.some(weight => weight > 0)))
    throw new ScriptError(`Usage: ${usage}. The weights of rows must not be negative, nor all be 0.`)
}

/** Rows that a test of them is true of. */
export function rowsWhere(of: Observations, isTaken: (row: number) => boolean): Observations {
  const rows = Array.from(of.y.keys()).filter(isTaken)
  const taken = (column: Float64Array) => {
    const out = allocate('f64', rows.length) as Float64Array
    rows.forEach((row, i) => {
      out[i] = column[row]!
    })
    return out
  }
  return { y: taken(of.y), columns: of.columns.map(taken), weights: of.weights && taken(of.weights) }
}
