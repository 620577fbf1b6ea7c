import type { Call, Expression } from '../../../grammar/tree/ast.ts'
import { integer, number } from '../../functions/argument.ts'
import { shuffle } from '../../kernels/distributions/random.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Lookup } from '../../values/forms/code.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { ColumnCondition, Source } from './source.ts'

// Conditions that choose partitions outright and say nothing of rows: `partition(column, places)`, `sample(column, size)`.

export interface PartChoice {
  /** The conditions that are left for rows. */
  readonly where: readonly Expression[]
  readonly conditions: readonly ColumnCondition[]
}

/** Takes such conditions out of a query's. @throws ScriptError */
export function partChoice(
  context: Context,
  where: readonly Expression[],
  source: Source,
  lookup: Lookup,
): PartChoice {
  const kept: Expression[] = []
  const conditions: ColumnCondition[] = []
  for (const condition of where.flatMap(conjuncts)) {
    const name = choiceOf(condition)
    if (name === null) kept.push(condition)
    else conditions.push(chosen(context, name, condition as Call, source, lookup))
  }
  return conditions.length === 0 ? { where, conditions } : { where: kept, conditions }
}

type Choice = 'partition' | 'sample'

function choiceOf(condition: Expression): Choice | null {
  if (condition.kind !== 'call' || condition.callee.kind !== 'name') return null
  const { name } = condition.callee
  return name === 'partition' || name === 'sample' ? name : null
}

// `a and partition(x, 1)` is two conditions.
function conjuncts(condition: Expression): Expression[] {
  if (condition.kind === 'binary' && condition.operator === '&&') {
    const parts = [...conjuncts(condition.left), ...conjuncts(condition.right)]
    if (parts.some(part => choiceOf(part) !== null)) return parts
  }
  if (condition.kind === 'call' && condition.callee.kind === 'name' && condition.callee.name === 'and') {
    const parts = condition.arguments.flatMap(({ value }) => (value ? conjuncts(value) : []))
    if (parts.some(part => choiceOf(part) !== null)) return parts
  }
  return [condition]
}

function chosen(context: Context, name: Choice, call: Call, source: Source, lookup: Lookup): ColumnCondition {
  const [first, second] = call.arguments.map(argument => argument.value)
  const column = first?.kind === 'name' ? first.name : first?.kind === 'literal' ? first.text : null
  if (column === null || !second || call.arguments.length !== 2) {
    throw new ScriptError(
      `Usage: ${name === 'sample' ? 'sample(column, size)' : 'partition(column, places)'}.`,
    )
  }
  const names = source.partitionNames(column)
  if (!names) throw new ScriptError(`${name}: ${column} is no partition column of this table.`)
  const value = context.evaluator.compile(second)({ resolve: lookup })
  const taken =
    name === 'sample' ? sampled(context, names, value) : placesOf(value).map(place => names[place])
  return { is: 'partitions', column, names: new Set(taken.filter(each => each !== undefined)) }
}

function placesOf(value: Value): number[] {
  const items =
    value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return items.map(item => integer(item, 'partition(column, places)', 'places'))
}

// A part of all partitions, or so many, each as likely as any other.
function sampled(context: Context, names: readonly string[], size: Value): string[] {
  const asked = number(size, 'sample(column, size)', 'size')
  if (!(asked > 0)) throw new ScriptError(`sample: size should be more than 0, but it is ${asked}.`)
  const count = Math.min(names.length, Math.floor(asked < 1 ? asked * names.length : asked))
  const order = Int32Array.from(names.keys())
  shuffle(context.randomState, 'i32', order, order.length)
  return Array.from(order.subarray(0, count), place => names[place]!)
}
